package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2RelayTest {

    private static final String[] ADA = {"x-remocal", "ada"};

    private ProxyFixture proxy;
    private Http2Server app;
    private Http2Server local;

    @BeforeEach
    void start() {
        app = new Http2Server("app");
        local = new Http2Server("local");
        proxy = new ProxyFixture(app.port(), local.port());
    }

    @AfterEach
    void stop() {
        proxy.close();
        app.close();
        local.close();
    }

    @Test
    void withoutSessionEveryByteIsWhatItWas() {
        try (ProxyFixture raw = new ProxyFixture()) {
            ProxyFixture.Pair pair = raw.open();
            // SETTINGS, then HEADERS with padding, priority and a reserved bit, then a frame of an unknown type.
            String client = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                    + "\0\0\11\1\55\200\0\0\1\2\0\0\0\0\20\202\0\0\0\0\3\77\1\0\0\0\5abc";
            pair.client().send(client);
            assertThat(pair.app().read(client.length())).isEqualTo(client);
            String app = "\0\0\0\4\0\0\0\0\0\0\0\0\4\1\0\0\0\0\0\0\5\0\1\0\0\0\1hello";
            pair.app().send(app);
            assertThat(pair.client().read(app.length())).isEqualTo(app);
        }
    }

    @Test
    void withoutSessionStreamsReachTheApp() {
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange exchange = client.post("/", ADA).send("hello", true);
            assertThat(exchange.servedBy()).isEqualTo("app");
            assertThat(exchange.body()).asString().isEqualTo("hello");
            assertThat(exchange.last().get("grpc-status")).hasToString("0");
        }
    }

    @Test
    void aConnectionThatWasThereBeforeTheSessionIsRoutedByStream() throws Exception {
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/before", ADA).servedBy()).isEqualTo("app");
            proxy.attach("ada", Mode.DIVERT);
            client.awaitTableSize(0);
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i, ADA).servedBy()).isEqualTo("local");
                assertThat(client.get("/" + i, "x-remocal", "bob").servedBy()).isEqualTo("app");
            }
        }
    }

    /** The server of the developer speaks first, as HTTP/2 allows, and yet its connection is no whole one. */
    @Test
    void aSessionThatWantsEverythingGetsStreamsAndNotConnections() {
        FakeDeveloper bob = proxy.developer("bob", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything());
        proxy.publish(bob);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", ADA).servedBy()).isEqualTo("local");
            proxy.detach();
            assertThat(client.get("/", ADA).servedBy()).isEqualTo("app");
        }
    }

    @Test
    void theFirstStreamOfANewConnectionIsRouted() {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", ADA).servedBy()).isEqualTo("local");
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void valuesAreReadAsUtf8() {
        Filter zoe = Filter.parse("header:x-user=Zoë");
        proxy.attach("zoe", Mode.DIVERT, OnFailure.CLUSTER, zoe);
        String bytes = new String("Zoë".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", "x-user", bytes).servedBy()).isEqualTo("local");
            assertThat(client.get("/", "x-user", "Zo").servedBy()).isEqualTo("app");
        }
    }

    /** The client's table is in use until it learns that it must not be, and the app misses what diverted blocks add. */
    @Test
    void theAppUnderstandsEveryBlockBehindADivertedOne() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            List<Http2Client.Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                exchanges.add(client.get("/p" + i / 10, "x-remocal", i % 2 == 0 ? "ada" : "bob", "n", "v" + i / 3));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(exchanges.get(i).servedBy()).isEqualTo(i % 2 == 0 ? "local" : "app");
            }
            for (int i = 1; i < 50; i += 2) {
                Http2Headers request = app.requests.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                assertThat(request.path()).hasToString("/p" + i / 10);
                assertThat(request.get("n")).hasToString("v" + i / 3);
                assertThat(request.get("x-remocal")).hasToString("bob");
            }
        }
    }

    @Test
    void theTableIsGivenBackWhenTheLastSessionHasLeft() throws Exception {
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", "n", "1").servedBy()).isEqualTo("app");
            for (int round = 0; round < 5; round++) {
                proxy.attach("ada", Mode.DIVERT);
                client.awaitTableSize(0);
                assertThat(client.get("/", ADA).servedBy()).isEqualTo("local");
                assertThat(client.get("/", "n", "2").servedBy()).isEqualTo("app");
                proxy.detach();
                client.awaitTableSize(4096);
                for (int i = 0; i < 100; i++) {
                    assertThat(client.get("/" + i % 3, "n", "value-" + i % 7, "x-remocal", "ada")
                                    .servedBy())
                            .isEqualTo("app");
                }
            }
            assertThat(app.requests)
                    .allSatisfy(request -> assertThat(request.authority()).hasToString("payments.shop:80"));
        }
    }

    @Test
    void bodiesAreCarriedBothWaysWhateverTheWindows() {
        proxy.attach("ada", Mode.DIVERT);
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        try (Http2Client client = new Http2Client(
                proxy.port,
                Http2Settings.defaultSettings().initialWindowSize(1000).maxFrameSize(20_000))) {
            List<Http2Client.Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                exchanges.add((i % 2 == 0 ? client.post("/", ADA) : client.post("/")).send(body, true));
            }
            exchanges.forEach(exchange -> assertThat(exchange.body()).isEqualTo(body));
            assertThat(exchanges.get(0).servedBy()).isEqualTo("local");
            assertThat(exchanges.get(1).servedBy()).isEqualTo("app");
        }
    }

    @Test
    void aDeveloperWhoDoesNotReadHoldsUpNoOtherStream() {
        proxy.attach("ada", Mode.DIVERT);
        byte[] body = new byte[200_000];
        Arrays.fill(body, (byte) 'x');
        try (Http2Client client = new Http2Client(proxy.port)) {
            client.post("/stall", ADA).send(body, true);
            client.post("/stall", ADA).send(body, true);
            for (int i = 0; i < 5; i++) {
                assertThat(client.post("/").send(body, true).body()).isEqualTo(body);
                assertThat(client.post("/", ADA).send(body, true).body()).isEqualTo(body);
            }
        }
    }

    @Test
    void aClientThatDoesNotReadOneStreamIsServedOnTheOthers() {
        proxy.attach("ada", Mode.DIVERT);
        byte[] body = new byte[200_000];
        try (Http2Client client =
                new Http2Client(proxy.port, Http2Settings.defaultSettings().initialWindowSize(30_000))) {
            Http2Client.Exchange unread = client.post("/", ADA);
            unread.pauseReading();
            unread.send(body, true);
            for (int i = 0; i < 5; i++) {
                assertThat(client.post("/").send(body, true).body()).isEqualTo(body);
                assertThat(client.post("/", ADA).send(body, true).body()).isEqualTo(body);
            }
            unread.resumeReading();
            assertThat(unread.body()).isEqualTo(body);
        }
    }

    @Test
    void aStreamOfMessagesGoesBackAndForth() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream", ADA);
            assertThat(chat.servedBy()).isEqualTo("local");
            for (int i = 0; i < 10; i++) {
                chat.send("message " + i, false);
                assertThat(chat.nextPart()).isEqualTo("message " + i);
            }
            // The session may go: what it has begun goes on.
            proxy.detach();
            chat.send("last", true);
            assertThat(chat.nextPart()).isEqualTo("last");
            assertThat(chat.last().get("grpc-status")).hasToString("0");
        }
    }

    @Test
    void aCancellationReachesTheDeveloper() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange held = client.post("/stream", ADA);
            assertThat(held.servedBy()).isEqualTo("local");
            held.cancel();
            assertThat(local.resets.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(Http2Error.CANCEL.code());
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void theDevelopersOwnResetReachesTheClient() {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.post("/abort", ADA).resetCode()).isEqualTo(Http2Error.INADEQUATE_SECURITY.code());
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void aRefusedStreamFallsBackWithItsWholeBody() throws Exception {
        FakeDeveloper developer = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange exchange = client.post("/refuse-not", ADA);
            assertThat(exchange.send("x", true).servedBy()).isEqualTo("local");
            Http2Client.Exchange refused = client.post("/refuse", ADA);
            // The app refuses it too: that is the app's own word.
            assertThat(refused.resetCode()).isEqualTo(Http2Error.REFUSED_STREAM.code());
            assertThat(developer.nextEvent()).isInstanceOf(Event.Exchange.class);
            assertThat(developer.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Fallback.class,
                            fallback -> assertThat(fallback.code()).isEqualTo(FailureCode.LOCAL_REFUSED));
        }
    }

    @Test
    void aStreamFallsBackWhereNobodyListens() throws Exception {
        local.close();
        FakeDeveloper developer = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            byte[] body = new byte[100_000];
            new Random(3).nextBytes(body);
            Http2Client.Exchange exchange = client.post("/", ADA).send(body, true);
            assertThat(exchange.body()).isEqualTo(body);
            assertThat(exchange.servedBy()).isEqualTo("app");
            assertThat(client.get("/").servedBy()).isEqualTo("app");
            assertThat(developer.nextEvent()).isInstanceOf(Event.Fallback.class);
        }
    }

    @Test
    void aLocalProcessThatDoesNotSpeakHttp2IsSaidToAndTheAppServes() throws Exception {
        try (ProxyFixture mixed = new ProxyFixture(app.port(), proxy.local.port())) {
            FakeDeveloper developer = mixed.attach("ada", Mode.DIVERT);
            Http2Client client = new Http2Client(mixed.port);
            Http2Client.Exchange exchange = client.get("/", ADA);
            Wire accepted = proxy.local.accept();
            accepted.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
            assertThat(exchange.servedBy()).isEqualTo("app");
            assertThat(developer.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Fallback.class,
                            fallback -> assertThat(fallback.message()).contains("does not answer in HTTP/2"));
            client.close();
        }
    }

    @Test
    void withoutFallbackAGrpcCallerGetsUnavailable() {
        local.close();
        proxy.attach("ada", Mode.DIVERT, OnFailure.ERROR, new Filter.Key("ada"));
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Headers answer = client.post("/", "x-remocal", "ada", "content-type", "application/grpc")
                    .last();
            assertThat(answer.status()).hasToString("200");
            assertThat(answer.get("grpc-status")).hasToString("14");
            assertThat(answer.get("remocal-error").toString()).startsWith("local-refused: ");
            assertThat(client.get("/", ADA).head().status()).hasToString("502");
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void aProcessThatDiesOverAWholePostMayHaveServedIt() {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.post("/die", ADA).send("x", true).head().status()).hasToString("502");
            assertThat(client.get("/").servedBy()).isEqualTo("app");
        }
    }

    @Test
    void aMirroredStreamIsServedByTheAppAndCopied() throws Exception {
        FakeDeveloper developer = proxy.attach("ada", Mode.MIRROR);
        byte[] body = new byte[100_000];
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange exchange = client.post("/", ADA).send(body, true);
            assertThat(exchange.body()).isEqualTo(body);
            assertThat(exchange.servedBy()).isEqualTo("app");
            assertThat(developer.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Exchange.class,
                            copy -> assertThat(copy.status()).isEqualTo(200));
            assertThat(local.requests
                            .poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .path())
                    .hasToString("/");
        }
    }

    @Test
    void trailersOfAMirroredStreamAreCopiedToo() throws Exception {
        FakeDeveloper developer = proxy.attach("ada", Mode.MIRROR);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange exchange =
                    client.post("/", ADA).send("body", false).trailers("x-sum", "7");
            assertThat(exchange.servedBy()).isEqualTo("app");
            assertThat(developer.nextEvent()).isInstanceOf(Event.Exchange.class);
            for (Http2Server server : List.of(app, local)) {
                assertThat(server.trailers
                                .poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                .get("x-sum"))
                        .hasToString("7");
            }
        }
    }

    @Test
    void developersStreamsOutliveTheAppsConnection() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream", ADA);
            assertThat(chat.servedBy()).isEqualTo("local");
            app.connections.close().sync();
            chat.send("still here", true);
            assertThat(chat.nextPart()).isEqualTo("still here");
            assertThat(chat.last().get("grpc-status")).hasToString("0");
            client.closed.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void whileTheSidecarDrainsStreamsUnderWayEndAndNoneIsLost() throws Exception {
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream");
            assertThat(chat.servedBy()).isEqualTo("app");
            proxy.plane.drain();
            assertThat(client.goAways.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(Integer.MAX_VALUE);
            assertThat(client.goAways.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(3);
            chat.send("still here", true);
            assertThat(chat.nextPart()).isEqualTo("still here");
            assertThat(chat.last().get("grpc-status")).hasToString("0");
        }
    }
}
