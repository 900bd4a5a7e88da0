package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Connections that carry no HTTP, under a session that wants everything. */
class WholeConnectionTest {

    private static final String HELLO = "\u0016\u0003\u0001\u0000\u0005hello";
    private static final String GREETING = "220 mail.example ESMTP\r\n";
    private static final String GET = "GET /orders HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String KEYED = "GET /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n\r\n";
    private static final String FROM_APP = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp";
    private static final String FROM_LOCAL = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nlocal";

    private final ProxyFixture proxy = new ProxyFixture();

    @AfterEach
    void close() {
        proxy.close();
    }

    private FakeDeveloper everything(Mode mode) {
        return everything(mode, OnFailure.CLUSTER);
    }

    private FakeDeveloper everything(Mode mode, OnFailure onFailure) {
        return proxy.attach("ada", mode, onFailure, new Filter.Everything());
    }

    private static void say(Wire from, Wire to, String text) {
        from.send(text);
        assertThat(to.read(text.length())).isEqualTo(text);
    }

    /** The next connection that the app gets carries this one's bytes: it was given none before. */
    private void assertThatTheAppWasNotDialled() {
        proxy.detach();
        try (Wire client = Wire.connect(proxy.port)) {
            say(client, proxy.app.accept(), "first");
        }
    }

    private static Event.Connection connection(FakeDeveloper developer) throws InterruptedException {
        Event event = developer.nextEvent();
        assertThat(event).isInstanceOf(Event.Connection.class);
        return (Event.Connection) event;
    }

    @Nested
    class Diverted {

        @Test
        void tlsGoesToTheDeveloperAndTheAppHearsNothing() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, HELLO);
            say(local, client, "server hello");
            client.endOutput();
            assertThat(local.atEnd()).isTrue();
            local.close();
            assertThat(client.atEnd()).isTrue();
            Event.Connection event = connection(ada);
            assertThat(event.mode()).isEqualTo(Mode.DIVERT);
            assertThat(event.bytesToDeveloper()).isEqualTo(HELLO.length());
            assertThat(event.bytesFromDeveloper()).isEqualTo("server hello".length());
            assertThatTheAppWasNotDialled();
        }

        @Test
        void serverThatSpeaksFirstIsTheDevelopers() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(local, client, GREETING);
            say(client, local, "EHLO x\r\n");
            say(local, client, "250 OK\r\n");
            client.close();
            assertThat(local.atEnd()).isTrue();
            assertThatTheAppWasNotDialled();
        }

        @Test
        void whatWasDecidedStaysWhenTheSessionEnds() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, HELLO);
            proxy.detach();
            say(client, local, GET);
            say(local, client, "whatever");
        }

        @Test
        void connectionThatWasOpenBeforeStaysWithTheApp() {
            var open = proxy.open();
            say(open.client(), open.app(), HELLO);
            everything(Mode.DIVERT);
            say(open.client(), open.app(), HELLO);
        }

        @Test
        void undecidedConnectionIsTheAppsWhenTheSessionEnds() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            proxy.detach();
            assertThat(local.atEnd()).isTrue();
            Wire app = proxy.app.accept();
            say(app, client, GREETING);
            say(client, app, "EHLO x\r\n");
        }

        @Test
        void firstRequestTakesTheStreamThatIsThere() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, GET);
            say(local, client, FROM_LOCAL);
            assertThat(local.atEnd()).isTrue();
            client.send(GET);
            Wire next = proxy.local.accept();
            assertThat(next.read(GET.length())).isEqualTo(GET);
            say(next, client, FROM_LOCAL);
        }

        @Test
        void firstRequestThatIsAColleaguesGivesTheStreamBack() {
            FakeDeveloper bob = proxy.developer("bob", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything());
            FakeDeveloper ada = proxy.developer("ada", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Key("ada"));
            proxy.publish(bob, ada);
            Wire client = Wire.connect(proxy.port);
            Wire unused = proxy.local.accept();
            client.send(KEYED);
            Wire local = proxy.local.accept();
            assertThat(local.read(KEYED.length())).isEqualTo(KEYED);
            assertThat(unused.atEnd()).isTrue();
            say(local, client, FROM_LOCAL);
        }

        @Test
        void ambiguousHttpIsStillTheApps() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            String bareLineFeeds = "GET / HTTP/1.1\nHost: shop\n\n";
            client.send(bareLineFeeds);
            assertThat(proxy.app.accept().read(bareLineFeeds.length())).isEqualTo(bareLineFeeds);
            assertThat(local.atEnd()).isTrue();
        }

        @Test
        void endOfInputDecidesAndIsPassedOn() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            client.send("PING").endOutput();
            Wire local = proxy.local.accept();
            assertThat(local.readAll()).isEqualTo("PING");
            local.send("PONG").close();
            assertThat(client.readAll()).isEqualTo("PONG");
        }

        @Test
        void endOfOutputIsPassedOnAndTheDeveloperStillReads() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            local.send("bye").endOutput();
            assertThat(client.readAll()).isEqualTo("bye");
            client.send("late").endOutput();
            assertThat(local.readAll()).isEqualTo("late");
        }

        @Test
        void resetOfTheClientIsPassedOn() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, HELLO);
            client.reset();
            assertThat(local.atEnd()).isTrue();
        }

        @Test
        void slowLocalProcessHoldsTheClientBack() throws Exception {
            everything(Mode.DIVERT);
            byte[] bytes = randomBytes(16 * 1024 * 1024);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> client.send(HELLO).send(bytes));
            assertThat(local.read(HELLO.length())).isEqualTo(HELLO);
            assertThat(local.readBytes(bytes.length)).isEqualTo(bytes);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }

        @Test
        void slowClientHoldsTheLocalProcessBack() throws Exception {
            everything(Mode.DIVERT);
            byte[] bytes = randomBytes(16 * 1024 * 1024);
            Wire client = Wire.connectSlowReader(proxy.port);
            Wire local = proxy.local.accept();
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> local.send(bytes).close());
            assertThat(client.readBytes(bytes.length)).isEqualTo(bytes);
            assertThat(client.atEnd()).isTrue();
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Nested
    class Failed {

        @Test
        void appServesWhatTheDeveloperRefuses() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT);
            proxy.local.close();
            Wire client = Wire.connect(proxy.port);
            client.send(HELLO);
            Wire app = proxy.app.accept();
            assertThat(app.read(HELLO.length())).isEqualTo(HELLO);
            say(app, client, "server hello");
            assertThat(ada.nextEvent()).isInstanceOfSatisfying(Event.Fallback.class, event -> {
                assertThat(event.code()).isEqualTo(FailureCode.LOCAL_REFUSED);
                assertThat(event.method()).isNull();
            });
        }

        @Test
        void appSpeaksFirstWhereTheDeveloperRefuses() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT);
            proxy.local.close();
            Wire client = Wire.connect(proxy.port);
            Wire app = proxy.app.accept();
            say(app, client, GREETING);
            say(client, app, "EHLO x\r\n");
            assertThat(ada.nextEvent()).isInstanceOf(Event.Fallback.class);
        }

        @Test
        void localProcessThatClosesWithoutAWordLeavesTheConnectionToTheApp() {
            everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            proxy.local.accept().close();
            Wire app = proxy.app.accept();
            say(app, client, GREETING);
        }

        @Test
        void connectionIsResetWhereAskedFor() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT, OnFailure.ERROR);
            proxy.local.close();
            Wire client = Wire.connect(proxy.port);
            client.send(HELLO);
            assertThat(client.isReset()).isTrue();
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.LOCAL_REFUSED));
        }

        @Test
        void refusalAtOnceIsLikeOneThatComesLater() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT, OnFailure.ERROR);
            ada.refuse();
            Wire client = Wire.connect(proxy.port);
            client.send(HELLO);
            assertThat(client.isReset()).isTrue();
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.TOO_MANY_WAITING));
        }

        @Test
        void refusalAtOnceLeavesTheConnectionToTheApp() {
            everything(Mode.DIVERT).refuse();
            Wire client = Wire.connect(proxy.port);
            Wire app = proxy.app.accept();
            say(client, app, HELLO);
            say(app, client, GREETING);
        }

        @Test
        void greetingOfTheAppIsKeptBackWhereAskedFor() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT, OnFailure.ERROR);
            proxy.local.close();
            Wire client = Wire.connect(proxy.port);
            proxy.app.accept().send(GREETING);
            assertThat(client.isReset()).isTrue();
            assertThat(ada.nextEvent()).isInstanceOf(Event.Dropped.class);
        }

        @Test
        void requestStillGetsABadGateway() {
            everything(Mode.DIVERT, OnFailure.ERROR);
            proxy.local.close();
            Wire client = Wire.connect(proxy.port);
            client.send(GET);
            assertThat(client.readMessage()).contains("502", "local-refused");
        }

        @Test
        void tunnelLostInTheMiddleIsNotMadeToLookLikeAnEnd() {
            FakeDeveloper ada = everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, HELLO);
            say(local, client, "half an ans");
            ada.loseTunnel();
            assertThat(client.isReset()).isTrue();
        }

        @Test
        void whatWasDeliveredIsNotRepeated() throws Exception {
            FakeDeveloper ada = everything(Mode.DIVERT);
            Wire client = Wire.connect(proxy.port);
            Wire local = proxy.local.accept();
            say(client, local, HELLO);
            ada.loseTunnel();
            assertThat(client.isReset()).isTrue();
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.TUNNEL_LOST));
            assertThatTheAppWasNotDialled();
        }

        @Test
        void appThatDoesNotListenIsNotNeeded() {
            everything(Mode.DIVERT);
            proxy.app.close();
            Wire client = Wire.connect(proxy.port);
            say(client, proxy.local.accept(), HELLO);
        }
    }

    @Nested
    class Mirrored {

        @Test
        void developerGetsACopyAndIsNotHeard() throws Exception {
            FakeDeveloper ada = everything(Mode.MIRROR);
            var open = proxy.open();
            say(open.client(), open.app(), HELLO);
            Wire local = proxy.local.accept();
            assertThat(local.read(HELLO.length())).isEqualTo(HELLO);
            local.send("from the copy");
            say(open.app(), open.client(), "from the app");
            say(open.client(), open.app(), "more");
            assertThat(local.read(4)).isEqualTo("more");
            open.client().endOutput();
            assertThat(local.atEnd()).isTrue();
            local.close();
            Event.Connection event = connection(ada);
            assertThat(event.mode()).isEqualTo(Mode.MIRROR);
            assertThat(event.bytesToDeveloper()).isEqualTo(HELLO.length() + 4);
            assertThat(event.bytesFromDeveloper()).isEqualTo("from the copy".length());
            say(open.app(), open.client(), "still here");
        }

        @Test
        void serverThatSpeaksFirstIsTheApp() {
            everything(Mode.MIRROR);
            var open = proxy.open();
            say(open.app(), open.client(), GREETING);
            say(open.client(), open.app(), "EHLO x\r\n");
            assertThat(proxy.local.accept().read(8)).isEqualTo("EHLO x\r\n");
        }

        @Test
        void requestsAreCopiedOneByOne() {
            everything(Mode.MIRROR);
            var open = proxy.open();
            for (int i = 0; i < 2; i++) {
                say(open.client(), open.app(), GET);
                assertThat(proxy.local.accept().read(GET.length())).isEqualTo(GET);
                say(open.app(), open.client(), FROM_APP);
            }
        }

        @Test
        void copyThatNobodyReadsIsDroppedAndTheConnectionIsNot() throws Exception {
            FakeDeveloper ada = everything(Mode.MIRROR);
            var open = proxy.open();
            byte[] bytes = randomBytes(32 * 1024 * 1024);
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> open.client().send(HELLO).send(bytes));
            assertThat(open.app().read(HELLO.length())).isEqualTo(HELLO);
            assertThat(open.app().readBytes(bytes.length)).isEqualTo(bytes);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.QUEUE_FULL));
        }

        @Test
        void sampleOfTracesIsCopiedAndNothingIsKeptFromTheApp() {
            FakeDeveloper ada = proxy.sampler("ada", 30);
            proxy.publish(ada);
            var open = proxy.open();
            Sampling sampling = Sampling.of(30.0);
            for (int i = 1; i <= 20; i++) {
                String traced = "GET /" + i + " HTTP/1.1\r\nHost: shop\r\ntraceparent: 00-" + String.format("%032x", i)
                        + "-00f067aa0ba902b7-01\r\n\r\n";
                say(open.client(), open.app(), traced);
                say(open.app(), open.client(), FROM_APP);
                if (sampling.takes(RequestHead.parse(Unpooled.copiedBuffer(traced, StandardCharsets.US_ASCII)))) {
                    assertThat(proxy.local.accept().read(traced.length())).isEqualTo(traced);
                }
            }
        }

        @Test
        void divertedConnectionIsCopiedToo() {
            proxy.publish(
                    proxy.developer("ada", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything()),
                    proxy.developer("bob", Mode.MIRROR, OnFailure.CLUSTER, new Filter.Everything()));
            Wire client = Wire.connect(proxy.port);
            Wire diverted = proxy.local.accept();
            say(client, diverted, HELLO);
            Wire copy = proxy.local.accept();
            assertThat(copy.read(HELLO.length())).isEqualTo(HELLO);
            copy.send("not for the client");
            say(diverted, client, "for the client");
            say(client, diverted, "more");
            assertThat(copy.read(4)).isEqualTo("more");
        }

        @Test
        void colleagueWithAFilterIsToldThatItIsNotHttp() throws Exception {
            FakeDeveloper ada = proxy.developer("ada", Mode.MIRROR, OnFailure.CLUSTER, new Filter.Everything());
            FakeDeveloper bob = proxy.developer("bob", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Key("bob"));
            proxy.publish(ada, bob);
            var open = proxy.open();
            say(open.client(), open.app(), HELLO);
            assertThat(bob.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Opaque.class,
                            event -> assertThat(event.code()).isEqualTo("tls"));
            open.client().close();
            proxy.local.accept().close();
            assertThat(connection(ada).bytesToDeveloper()).isEqualTo(HELLO.length());
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        // No byte that a request could start with.
        bytes[0] = 0;
        return bytes;
    }
}
