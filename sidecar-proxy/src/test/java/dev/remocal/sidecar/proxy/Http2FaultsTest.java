package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends of HTTP/2 connections that break in every state, and what their streams are told. */
class Http2FaultsTest {

    private static final String[] ADA = {"x-remocal", "ada"};
    private static final String[] ADA_GRPC = {"x-remocal", "ada", "content-type", "application/grpc+proto"};

    private ProxyFixture proxy;
    private Http2Server app;
    private Http2Server local;
    private Http2Client witness;

    @BeforeEach
    void start() {
        app = new Http2Server("app");
        local = new Http2Server("local");
        proxy = new ProxyFixture(app.port(), local.port());
        witness = new Http2Client(proxy.port);
    }

    /** Nobody else's stream is disturbed, and no connection is left. */
    @AfterEach
    void nothingIsLeft() {
        assertThat(witness.get("/").servedBy()).isEqualTo("app");
        witness.close();
        Wire.await("all connections are gone", () -> proxy.openConnections() == 0);
        proxy.close();
        app.close();
        local.close();
    }

    /** How far a connection has got. */
    enum State {
        SETTINGS_SAID,
        STREAM_OPEN,
        WITHIN_RESPONSE
    }

    private static void bring(Http2Client client, State state, String... fields) throws InterruptedException {
        // Before the server's SETTINGS the sidecar may not be connected, and a reset of the app would be its absence.
        assertThat(client.settings.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .isNotNull();
        switch (state) {
            case SETTINGS_SAID -> {}
            case STREAM_OPEN -> client.post("/", fields).send("part", false);
            case WITHIN_RESPONSE -> {
                Http2Client.Exchange chat = client.post("/stream", fields).send("part", false);
                assertThat(chat.nextPart()).isEqualTo("part");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SETTINGS_SAID, false",
        "STREAM_OPEN, false",
        "WITHIN_RESPONSE, false",
        "SETTINGS_SAID, true",
        "STREAM_OPEN, true",
        "WITHIN_RESPONSE, true"
    })
    void clientsReset(State state, boolean diverted) throws Exception {
        if (diverted) {
            proxy.attach("ada", Mode.DIVERT);
        }
        try (Http2Client client = new Http2Client(proxy.port)) {
            bring(client, state, ADA);
            client.reset();
            Wire.await("only the witness is left", () -> proxy.openConnections() == 1);
            Wire.await("the developer's connection is gone", () -> local.connections.isEmpty());
            Wire.await("the app's connection is gone", () -> app.connections.size() == 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"SETTINGS_SAID", "STREAM_OPEN", "WITHIN_RESPONSE"})
    void appsResetIsPassedOn(State state) throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        witness.close();
        Wire.await("the witness is gone", () -> app.connections.isEmpty());
        try (Http2Client client = new Http2Client(proxy.port)) {
            bring(client, state, "x-remocal", "bob");
            app.resetConnections();
            Wire.await("the client is told", client.closed::isDone);
        }
        witness = new Http2Client(proxy.port);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void developersStreamThatBreaksBeforeItsAnswerIsTheApps(boolean tunnel) throws Exception {
        FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange exchange = client.post("/", ADA).send("part", false);
            Wire.await("the developer has it", () -> !local.requests.isEmpty());
            lose(ada, tunnel);
            // Behind its end, the local process might have acted on the request.
            assertThat(ada.nextEvent()).isInstanceOf(Event.Fallback.class);
            assertThat(exchange.send("rest", true).servedBy()).isEqualTo("app");
            assertThat(exchange.body()).asString().isEqualTo("partrest");
        }
    }

    private void lose(FakeDeveloper developer, boolean tunnel) {
        if (tunnel) {
            developer.loseTunnel();
        } else {
            local.resetConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void developersStreamThatBreaksWithinItsAnswerIsCutShort(boolean tunnel) throws Exception {
        FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream", ADA).send("part", false);
            assertThat(chat.nextPart()).isEqualTo("part");
            lose(ada, tunnel);
            assertThat(chat.resetCode()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void aGrpcStreamThatBreaksWithinItsAnswerIsUnavailable() throws Exception {
        FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream", ADA_GRPC).send("part", false);
            assertThat(chat.nextPart()).isEqualTo("part");
            ada.loseTunnel();
            assertThat(chat.last().get("grpc-status")).hasToString("14");
            assertThat(chat.last().get("grpc-message")).hasToString("The tunnel was lost.");
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/grpc, 200, 14",
        "application/grpc+proto, 200, 14",
        "Application/GRPC;charset=utf-8, 200, 14",
        "application/grpc-web, 502,",
        "text/plain, 502,"
    })
    void onlyAGrpcCallerGetsAGrpcStatus(String type, String status, @Nullable String grpcStatus) {
        local.close();
        proxy.attach("ada", Mode.DIVERT, OnFailure.ERROR, new Filter.Key("ada"));
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Headers answer =
                    client.post("/", "x-remocal", "ada", "content-type", type).head();
            assertThat(answer.status()).hasToString(status);
            assertThat(Objects.toString(answer.get("grpc-status"), null)).isEqualTo(grpcStatus);
        }
    }

    @Test
    @SuppressWarnings("OrphanedFormatString") // percent-encoded, not a format
    void aGrpcMessageIsPercentEncoded() {
        DeveloperFailure failure = new DeveloperFailure(FailureCode.LOCAL_CLOSED, "100 % of Zoë's\nprocess");
        assertThat(BadGateway.grpcTrailers(failure).get("grpc-message")).hasToString("100 %25 of Zo%C3%AB's%0Aprocess");
    }

    /** 100 KiB of fields: seven frames. */
    @Test
    void largeFieldsReachWhoeverServesThem() {
        proxy.attach("ada", Mode.DIVERT);
        char[] value = new char[1000];
        Arrays.fill(value, 'x');
        try (Http2Client client = new Http2Client(proxy.port)) {
            for (String key : List.of("ada", "bob", "ada")) {
                List<String> fields = new ArrayList<>(List.of("x-remocal", key));
                for (int i = 0; i < 100; i++) {
                    fields.addAll(List.of("n" + i, i + new String(value)));
                }
                assertThat(client.get("/", fields.toArray(String[]::new)).servedBy())
                        .isEqualTo(key.equals("ada") ? "local" : "app");
                Http2Server server = key.equals("ada") ? local : app;
                assertThat(server.requests.remove().get("n99")).hasToString(99 + new String(value));
            }
        }
    }

    /** Followed only, as before the session: half a frame passes at once, which a splice would hold. */
    @Test
    void whenTheLastSessionHasLeftBytesPassAsTheyCome() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        String settings = "\0\0\0\4\0\0\0\0\0";
        String acknowledgement = "\0\0\0\4\1\0\0\0\0";
        try (ProxyFixture raw = new ProxyFixture()) {
            var pair = raw.open();
            pair.client().send(preface + settings);
            pair.app().read((preface + settings).length());
            pair.app().send(settings);
            pair.client().read(settings.length());
            pair.client().send(acknowledgement);
            pair.app().read(acknowledgement.length());
            raw.attach("ada", Mode.DIVERT);
            pair.client().read(settings.length() + 6);
            pair.client().send(acknowledgement);
            raw.detach();
            pair.client().read(settings.length() + 6);
            pair.client().send(acknowledgement);
            String ping = "\0\0\10\6\0\0\0\0\0";
            pair.client().send(ping);
            assertThat(pair.app().read(ping.length())).isEqualTo(ping);
            pair.client().send("12345678");
            assertThat(pair.app().read(8)).isEqualTo("12345678");
            pair.client().close();
            pair.app().close();
        }
    }

    /** The local process's window takes 64 KiB of each; behind it the app's windows allow more than is held. */
    @Test
    void aStreamWhoseProcessNeverReadsIsGivenUpBeforeMemoryIs() throws Exception {
        byte[] body = new byte[124_000];
        try (ProxyFixture tight = ProxyFixture.holding(100_000, app.port(), local.port());
                Http2Client client = new Http2Client(tight.port)) {
            FakeDeveloper ada = tight.attach("ada", Mode.DIVERT);
            client.awaitTableSize(0);
            for (int i = 0; i < 5; i++) {
                client.post("/stall", ADA).send(body, false);
            }
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.QUEUE_FULL));
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }
}
