package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.Protocol;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code CONNECT host:port} on the control port, with a cluster DNS and a neighbour on loopback. */
class OutgoingTest {

    private static final int BULK = 8 * 1024 * 1024;

    @TempDir
    private Path folder;

    private Nameserver nameserver;
    private ServerSocket neighbour;
    private ControlPort control;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        neighbour = new ServerSocket(0, 50, address("127.0.0.1"));
        nameserver = new Nameserver(
                ControlPort.TRANSPORT.eventLoops(),
                Map.of(
                        "inventory.shop.svc.cluster.local.", addresses("127.0.0.1"),
                        "both.shop.svc.cluster.local.", addresses("127.0.0.9", "127.0.0.1"),
                        "forbidden.shop.svc.cluster.local.", addresses("127.0.0.1"),
                        "isolated.shop.svc.cluster.local.", addresses("127.0.0.66"),
                        "metadata.shop.svc.cluster.local.", addresses("127.0.0.1", "169.254.169.254")));
        Path settings = Files.writeString(
                folder.resolve("resolv.conf"),
                "search shop.svc.cluster.local svc.cluster.local\n" + nameserver.line() + "\noptions ndots:5\n");
        control = new ControlPort(
                Map.of("remocal.resolv-conf", settings.toString(), "remocal.outgoing", "!forbidden,!*:9;!127.0.0.66"));
        client = control.client();
    }

    private static List<InetAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(OutgoingTest::address).toList();
    }

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        control.close();
        nameserver.close();
        neighbour.close();
    }

    private Stream connect(String authority) {
        return client.open().head(new DefaultHttp2Headers().method("CONNECT").authority(authority), false);
    }

    private Stream connectTo(String host) throws InterruptedException {
        Stream stream = connect(host + ":" + neighbour.getLocalPort());
        stream.expectStatus(200);
        return stream;
    }

    @ParameterizedTest
    @CsvSource({
        "inventory",
        "inventory.shop",
        "inventory.shop.svc.cluster.local",
        "inventory.shop.svc.cluster.local.",
        "127.0.0.1",
        "localhost",
        "both"
    })
    void bytesGoBothWaysAndSoDoTheirEnds(String host) throws IOException, InterruptedException {
        Stream stream = connectTo(host);
        try (Socket accepted = neighbour.accept()) {
            stream.data("question", true);
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("question");
            accepted.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            accepted.shutdownOutput();
            assertThat(stream.expectBody()).isEqualTo("answer");
            stream.expectClosed();
            assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsSentBeforeTheConnectionIsMadeArrives() throws IOException, InterruptedException {
        Stream stream = connect("inventory:" + neighbour.getLocalPort()).data("early", true);
        try (Socket accepted = neighbour.accept()) {
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("early");
        }
        stream.expectStatus(200);
    }

    @Test
    void aNeighbourMaySpeakFirst() throws IOException, InterruptedException {
        Stream stream = connectTo("inventory");
        try (Socket accepted = neighbour.accept()) {
            accepted.getOutputStream().write("220 ready".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.next()).isEqualTo(new Stream.Arrival.Data("220 ready"));
        }
    }

    @Test
    void aSlowNeighbourIsWaitedFor() throws IOException, InterruptedException {
        Stream slow = connectTo("inventory");
        try (Socket accepted = neighbour.accept()) {
            slow.data(Unpooled.wrappedBuffer(new byte[BULK]), false);
            Stream other = connectTo("inventory");
            try (Socket second = neighbour.accept()) {
                other.data("not held up", true);
                assertThat(second.getInputStream().readAllBytes()).asString().isEqualTo("not held up");
            }
            assertThat(accepted.getInputStream().readNBytes(BULK)).hasSize(BULK);
        }
    }

    @Test
    void aSlowDeveloperIsWaitedFor() throws IOException, InterruptedException {
        Stream stream = connectTo("inventory");
        stream.reads(false);
        try (Socket accepted = neighbour.accept()) {
            Thread writer = Thread.startVirtualThread(() -> write(accepted));
            Stream other = connectTo("inventory");
            neighbour.accept().close();
            assertThat(other.expectBody()).isEmpty();
            stream.reads(true);
            assertThat(stream.expectBytes(BULK)).isEqualTo(BULK);
            writer.join();
        }
    }

    private static void write(Socket socket) {
        try {
            socket.getOutputStream().write(new byte[BULK]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aResetOfTheNeighbourIsAResetOfTheStream() throws IOException, InterruptedException {
        Stream stream = connectTo("inventory");
        Socket accepted = neighbour.accept();
        accepted.setSoLinger(true, 0);
        accepted.close();
        stream.expectReset(Http2Error.CONNECT_ERROR);
    }

    @Test
    void aResetOfTheStreamIsAResetForTheNeighbour() throws IOException, InterruptedException {
        Stream stream = connectTo("inventory");
        try (Socket accepted = neighbour.accept()) {
            stream.reset(Http2Error.CANCEL);
            expectReset(accepted);
        }
    }

    @Test
    void theEndOfTheTunnelIsAResetForTheNeighbour() throws IOException, InterruptedException {
        connectTo("inventory");
        try (Socket accepted = neighbour.accept()) {
            client.close();
            expectReset(accepted);
        }
    }

    private static void expectReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nobody:8080              | 502 | no-such-name          | The pod knows no address for nobody: check its spelling
            nobody.elsewhere:8080    | 502 | no-such-name          | The pod knows no address for nobody.elsewhere
            broken:8080              | 502 | name-lookup-failed    | The pod's nameservers gave no answer for broken
            metadata:80              | 403 | forbidden-destination | No connection is made to metadata:80: 169.254.169.254 is link-local
            169.254.169.254:80       | 403 | forbidden-destination | No connection is made to 169.254.169.254:80
            forbidden:8080           | 403 | forbidden-destination | of the pod forbids forbidden:8080 (rule !forbidden)
            inventory:9              | 403 | forbidden-destination | of the pod forbids inventory:9 (rule !*:9)
            isolated:8080            | 403 | forbidden-destination | of the namespace forbids isolated:8080 (rule !127.0.0.66)
            255.255.255.255:80       | 502 | unreachable           | 255.255.255.255:80 (255.255.255.255) cannot be reached from the pod: there is no route to it.
            inventory                | 400 | invalid-destination   | No connection can be made to inventory: a destination is NAME:PORT
            inventory:0              | 400 | invalid-destination   | port 0 is not in 1 to 65535
            """)
    void whatCannotBeMadeIsRefusedWithItsCause(String authority, int status, String code, String sentence)
            throws InterruptedException {
        expectProblem(connect(authority), status, code, sentence);
    }

    private void expectProblem(Stream stream, int status, String code, String sentence) throws InterruptedException {
        stream.expectStatus(status);
        assertThat(stream.expectBody()).contains("\"code\":\"" + code + "\"", sentence);
        client.awaitFrames();
    }

    @Test
    void aPortWhereNobodyListensIsRefused() throws IOException, InterruptedException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        expectProblem(
                connect("inventory:" + free),
                502,
                "connection-refused",
                "inventory:" + free + " (127.0.0.1) refused the connection.");
    }

    @Test
    void aSidecarThatShutsDownMakesNoneAndKeepsThoseThereAre() throws IOException, InterruptedException {
        Stream before = connectTo("inventory");
        control.drain();
        expectProblem(connect("inventory:" + neighbour.getLocalPort()), 503, "draining", "The pod shuts down");
        try (Socket accepted = neighbour.accept()) {
            before.data("still", true);
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("still");
        }
    }

    @Test
    void theStatusTellsHowThePodResolvesNames() throws InterruptedException {
        Stream status = client.get(Protocol.STATUS_PATH);
        status.expectStatus(200);
        assertThat(status.expectBody())
                .contains("\"search\":[\"shop.svc.cluster.local\",\"svc.cluster.local\"]", "\"ndots\":5", "127.0.0.1:");
    }
}
