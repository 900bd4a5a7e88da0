package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Protocol;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets a code and a sentence, and disturbs neither the session beside it nor its own connection. */
class ProblemTest {

    private static final String GOOD = ControlPort.json("session-2", "key:bob");

    private static final byte[] PREFACE_AND_SETTINGS =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private final ControlPort control = new ControlPort();
    private final Client neighbour = control.client();
    private final Client client = control.client();

    @BeforeEach
    void attachNeighbour() throws InterruptedException {
        neighbour.admit("session-1", "key:ada");
        neighbour.activate("session-1");
    }

    @AfterEach
    void nobodyWasDisturbed() throws InterruptedException {
        neighbour.awaitFrames();
        assertThat(control.onlyDeveloper().spec().id()).isEqualTo("session-1");
        client.close();
        neighbour.close();
        control.close();
    }

    private void expectProblem(Stream stream, int status, String code, String sentence) throws InterruptedException {
        stream.expectStatus(status);
        assertThat(stream.expectBody()).contains("\"code\":\"" + code + "\"", sentence);
        client.awaitFrames();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                             | 400 | malformed-json      | The body is not JSON at line: 1
            []                            | 400 | malformed-json      | The body is no JSON object
            {} {}                         | 400 | malformed-json      | The body is not JSON at line: 1
            {}                            | 400 | unsupported-version | asked for none
            {"version":2}                 | 400 | unsupported-version | asked for 2
            {"version":"1"}               | 400 | unsupported-version | speaks version 1
            {"version":1}                 | 422 | invalid-session     | field createdAtMillis is missing
            {"version":1,"ports":"x"}     | 422 | invalid-session     | field ports is missing or has the wrong type
            """)
    void wrongBodyIsNamed(String body, int status, String code, String sentence) throws InterruptedException {
        expectProblem(client.post(Protocol.SESSIONS_PATH, body), status, code, sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            8080      | 9999       | unknown-port    | Port 9999 is not captured in this pod: attach to 8080 (http), 9000 (admin).
            [8080]    | []         | invalid-session | ports must name 1 to 32 ports
            key:bob   | key        | invalid-session | expected ':' and a name
            key:bob   | path=~(    | invalid-session | The session is not valid
            session-2 | UPPER-CASE | invalid-session | id must be 8 to 64 characters
            divert    | steal      | invalid-session | field mode is missing or has the wrong type or value
            remocal/1"} | remocal/1","colour":1} | invalid-session | field colour is unknown to version 1
            """)
    void wrongFieldIsNamed(String right, String wrong, String code, String sentence) throws InterruptedException {
        Stream refused = client.post(Protocol.SESSIONS_PATH, GOOD.replace(right, wrong));
        expectProblem(refused, 422, code, sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, unknown-path",
        "GET, /v1/sessions/, 404, unknown-path",
        "POST, /v1/sessions//accept, 404, unknown-path",
        "POST, /v1/sessions/session-2/other, 404, unknown-path",
        "DELETE, /v1/sessions, 405, method-not-allowed",
        "POST, /v1/status, 405, method-not-allowed",
        "GET, /v1/sessions/session-2/accept, 405, method-not-allowed",
        "POST, /v1/sessions/session-2/accept, 404, unknown-session",
        "POST, /v1/sessions/session-2/activate, 404, unknown-session",
    })
    void wrongPathMethodOrSessionIsNamed(String method, String path, int status, String code)
            throws InterruptedException {
        expectProblem(client.open().head(method, path, false), status, code, "");
    }

    @Test
    void methodThatIsNotAllowedComesWithThoseThatAre() throws InterruptedException {
        Http2Headers head =
                client.open().head("PUT", Protocol.SESSIONS_PATH, true).expectStatus(405);
        assertThat(head.get("allow")).hasToString("GET, POST");
    }

    @Test
    void sessionOfAnotherConnectionCannotBeTakenOver() throws InterruptedException {
        expectProblem(client.park("session-1"), 404, "unknown-session", "not one of this connection");
        expectProblem(
                client.open().head("POST", Protocol.activatePath("session-1"), true), 404, "unknown-session", "attach");
    }

    @Test
    void missingBodyIsNamed() throws InterruptedException {
        Stream refused = client.open().head("POST", Protocol.SESSIONS_PATH, true);
        expectProblem(refused, 400, "malformed-json", "no body");
    }

    @Test
    void largeBodyIsRefusedBeforeItEnds() throws InterruptedException {
        Stream refused = client.open()
                .head("POST", Protocol.SESSIONS_PATH, false)
                .data("x".repeat(Limits.MAX_REQUEST_BODY_BYTES), false)
                .data("x", false);
        expectProblem(refused, 413, "body-too-large", "65536 bytes");
    }

    @Test
    void largeHeadIsRefusedByTheStreamAlone() throws InterruptedException {
        client.awaitFrames();
        Http2Headers head = new DefaultHttp2Headers()
                .method("GET")
                .path(Protocol.STATUS_PATH)
                .scheme("http")
                .authority("localhost");
        for (int i = 0; i < 20; i++) {
            head.add("x-" + i, "~".repeat(Limits.MAX_HEADER_LIST_BYTES / 17));
        }
        client.open().head(head, true).expectStatus(431);
        client.awaitFrames();
    }

    @Test
    void acceptStreamMustStayOpen() throws InterruptedException {
        client.admit("session-2", "key:bob");
        Stream ended = client.open().head("POST", Protocol.acceptPath("session-2"), true);
        expectProblem(ended, 422, "invalid-session", "leave its request open");
    }

    @Test
    void oneParkedStreamTooManyIsRefused() throws InterruptedException {
        client.admit("session-2", "key:bob");
        for (int i = 0; i < Limits.MAX_PARKED_STREAMS; i++) {
            client.park("session-2");
        }
        expectProblem(client.park("session-2"), 429, "too-many-parked-streams", "256");
        assertThat(control.sessions.list().getLast().parked()).isEqualTo(Limits.MAX_PARKED_STREAMS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001", "PRI * HTTP/2.0\r\nnot"})
    void anotherProtocolIsAnsweredInHttp1(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 505 ").contains("\"code\":\"http2-required\"", "prior knowledge");
        }
    }

    @Test
    void oneConnectionTooManyIsTurnedAway() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            while (idle.size() < Limits.MAX_CONTROL_CONNECTIONS) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), control.port()));
            }
            ControlPort.await(
                    "all connections to be counted", () -> control.connections() >= Limits.MAX_CONTROL_CONNECTIONS);
            try (Socket late = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
                late.getOutputStream().write(PREFACE_AND_SETTINGS);
                String frames = new String(late.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(frames).contains("too-many-connections");
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void refusalsAreCounted() throws Exception {
        expectProblem(client.get("/"), 404, "unknown-path", "");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        control.metrics.write(text);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("remocal_sidecar_control_refusals_total{code=\"unknown-path\"} 1.0");
    }
}
