package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataPlaneTest {

    private static final String GET = "GET /orders HTTP/1.1\r\nhOsT: shop\r\nX-Odd:   spaced  \r\n\r\n";
    private static final String KEYED = "GET /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n\r\n";
    private static final String POST_HEAD = "POST /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n";
    private static final String FROM_APP = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp";
    private static final String FROM_LOCAL = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nlocal";

    private final ProxyFixture proxy = new ProxyFixture();

    @AfterEach
    void close() {
        proxy.close();
    }

    private static void exchange(Wire from, Wire to, String request, String response) {
        from.send(request);
        assertThat(to.read(request.length())).isEqualTo(request);
        to.send(response);
        assertThat(from.read(response.length())).isEqualTo(response);
    }

    @Nested
    class WithoutSession {

        @Test
        void bytesPassUnchangedBothWays() {
            var open = proxy.open();
            exchange(open.client(), open.app(), GET, FROM_APP);
            exchange(open.client(), open.app(), GET, "HTTP/1.1 204 No Content\r\n\r\n");
        }

        @Test
        void serverFirstProtocolMeetsNoDelay() {
            var open = proxy.open();
            open.app().send("220 mail.example ESMTP\r\n");
            assertThat(open.client().read(24)).isEqualTo("220 mail.example ESMTP\r\n");
            open.client().send("EHLO x\r\n");
            assertThat(open.app().read(8)).isEqualTo("EHLO x\r\n");
        }

        @Test
        void whatIsNotHttpIsPiped() {
            var open = proxy.open();
            byte[] hello = {0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5};
            open.client().send(hello);
            assertThat(open.app().readBytes(hello.length)).isEqualTo(hello);
        }

        @Test
        void endOfInputIsPassedOnAndTheAnswerStillArrives() {
            var open = proxy.open();
            open.client().send("any question").endOutput();
            assertThat(open.app().readAll()).isEqualTo("any question");
            open.app().send("any answer").close();
            assertThat(open.client().readAll()).isEqualTo("any answer");
        }

        @Test
        void endOfOutputIsPassedOnAndTheAppStillReads() {
            var open = proxy.open();
            open.app().send("bye").endOutput();
            assertThat(open.client().readAll()).isEqualTo("bye");
            open.client().send("late").endOutput();
            assertThat(open.app().readAll()).isEqualTo("late");
        }

        @Test
        void clientThatNeitherSendsNorClosesAfterTheAppsEndIsLetGo() {
            try (ProxyFixture impatient = new ProxyFixture(Duration.ofMillis(200))) {
                var open = impatient.open();
                open.app().send("bye").endOutput();
                assertThat(open.client().readAll()).isEqualTo("bye");
                assertThat(open.app().isReset()).isTrue();
            }
        }

        @Test
        void moreRequestsThanAreFollowedStayInOrder() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i <= 2 * ProxyLimits.PIPELINE_DEPTH; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: shop\r\n\r\n");
            }
            open.client().send(all.toString());
            assertThat(open.app().read(all.length())).isEqualTo(all.toString());
        }

        @Test
        void resetIsPassedOnFromTheApp() {
            var open = proxy.open();
            exchange(open.client(), open.app(), GET, FROM_APP);
            open.app().reset();
            assertThat(open.client().isReset()).isTrue();
        }

        @Test
        void resetIsPassedOnFromTheClient() {
            var open = proxy.open();
            exchange(open.client(), open.app(), GET, FROM_APP);
            open.client().reset();
            assertThat(open.app().isReset()).isTrue();
        }

        @Test
        void appThatDoesNotListenLooksLikeOne() {
            proxy.app.close();
            assertThat(Wire.isTurnedAway(proxy.port)).isTrue();
        }

        @Test
        void upgradeBecomesAPipe() {
            var open = proxy.open();
            String request = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
            exchange(open.client(), open.app(), request, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
            proxy.attach("ada", Mode.DIVERT);
            exchange(open.client(), open.app(), KEYED, KEYED);
        }

        @Test
        void refusedUpgradeLeavesTheConnectionRoutable() {
            var open = proxy.open();
            String request = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
            exchange(open.client(), open.app(), request, FROM_APP);
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            assertThat(proxy.local.accept().read(KEYED.length())).isEqualTo(KEYED);
        }

        @Test
        void slowReaderHoldsTheAppBack() throws Exception {
            Wire client = Wire.connectSlowReader(proxy.port);
            Wire app = proxy.app.accept();
            client.send(GET);
            app.read(GET.length());
            byte[] body = randomBytes(16 * 1024 * 1024);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> app.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .send(body));
            client.readHead();
            byte[] received = client.readBytes(body.length);
            assertThat(received).isEqualTo(body);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Nested
    class Diverted {

        @Test
        void nextRequestOnAConnectionThatWasOpenBeforeIsRouted() {
            var open = proxy.open();
            exchange(open.client(), open.app(), KEYED, FROM_APP);
            proxy.attach("ada", Mode.DIVERT);
            for (int i = 0; i < 3; i++) {
                open.client().send(KEYED);
                Wire local = proxy.local.accept();
                assertThat(local.read(KEYED.length())).isEqualTo(KEYED);
                local.send(FROM_LOCAL);
                assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
                assertThat(local.atEnd()).isTrue();
                exchange(open.client(), open.app(), GET, FROM_APP);
            }
            proxy.detach();
            exchange(open.client(), open.app(), KEYED, FROM_APP);
        }

        @Test
        void pipelinedRequestsAreAnsweredInOrder() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(GET + KEYED + GET + KEYED);
            open.app().read(GET.length());
            open.app().send(FROM_APP);
            Wire first = proxy.local.accept();
            first.read(KEYED.length());
            first.send(FROM_LOCAL);
            open.app().read(GET.length());
            open.app().send(FROM_APP);
            Wire second = proxy.local.accept();
            second.read(KEYED.length());
            second.send(FROM_LOCAL);
            String all = FROM_APP + FROM_LOCAL + FROM_APP + FROM_LOCAL;
            assertThat(open.client().read(all.length())).isEqualTo(all);
        }

        @Test
        void headInPiecesIsHeldAndRoutedWhole() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            for (int i = 0; i < KEYED.length(); i++) {
                open.client().send(KEYED.substring(i, i + 1));
            }
            assertThat(proxy.local.accept().read(KEYED.length())).isEqualTo(KEYED);
        }

        @Test
        void requestsThatNobodyWantsPassTogetherUpToOneThatSomebodyWants() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            String post = "POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
            open.client().send(GET + post + KEYED + post);
            assertThat(open.app().read(GET.length() + post.length())).isEqualTo(GET + post);
            open.app().send(FROM_APP + FROM_APP);
            Wire local = proxy.local.accept();
            assertThat(local.read(KEYED.length())).isEqualTo(KEYED);
            local.send(FROM_LOCAL);
            assertThat(open.app().read(post.length())).isEqualTo(post);
            open.app().send(FROM_APP);
            String all = FROM_APP + FROM_APP + FROM_LOCAL + FROM_APP;
            assertThat(open.client().read(all.length())).isEqualTo(all);
        }

        @Test
        void requestThatOnlyLooksLikeOneThatSomebodyWantsPasses() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT, OnFailure.CLUSTER, Filter.parse("header:a=b and header:c=d"));
            String post = "POST / HTTP/1.1\r\na: b\r\nc: e\r\nContent-Length: 4\r\n\r\n";
            open.client().send(post);
            assertThat(open.app().read(post.length())).isEqualTo(post);
            exchange(open.client(), open.app(), "body", FROM_APP);
        }

        @Test
        void headThatIsHeldWhenTheSessionEndsPassesWithItsNextByte() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            exchange(open.client(), open.app(), GET, FROM_APP);
            open.client().send(GET + KEYED.substring(0, 20));
            open.app().read(GET.length());
            open.app().send(FROM_APP);
            open.client().read(FROM_APP.length());
            proxy.detach();
            open.client().send(KEYED.substring(20, 21));
            assertThat(open.app().read(21)).isEqualTo(KEYED.substring(0, 21));
            exchange(open.client(), open.app(), KEYED.substring(21), FROM_APP);
        }

        @Test
        void requestBegunBeforeTheAttachStaysWithTheApp() {
            var open = proxy.open();
            open.client().send(KEYED.substring(0, 20));
            assertThat(open.app().read(20)).isEqualTo(KEYED.substring(0, 20));
            proxy.attach("ada", Mode.DIVERT);
            exchange(open.client(), open.app(), KEYED.substring(20), FROM_APP);
            open.client().send(KEYED);
            assertThat(proxy.local.accept().read(KEYED.length())).isEqualTo(KEYED);
        }

        @Test
        void eventTellsWhatHappened() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(FROM_LOCAL);
            open.client().read(FROM_LOCAL.length());
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Exchange.class,
                            event -> assertThat(event.method() + event.target() + event.status())
                                    .isEqualTo("GET/orders200"));
        }

        @Test
        void largeBodyIsHeldBackByASlowLocalProcess() throws Exception {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            byte[] body = randomBytes(16 * 1024 * 1024);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> open.client()
                    .send(POST_HEAD + "Content-Length: " + body.length + "\r\n\r\n")
                    .send(body));
            Wire local = proxy.local.accept();
            local.readHead();
            assertThat(local.readBytes(body.length)).isEqualTo(body);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
        }

        @Test
        void expectContinueIsAnsweredByTheLocalProcess() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(POST_HEAD + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            Wire local = proxy.local.accept();
            local.readHead();
            local.send("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(open.client().readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            open.client().send("body");
            assertThat(local.read(4)).isEqualTo("body");
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void webSocketIsAPipeToTheLocalProcess() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client()
                    .send("GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nx-remocal: ada\r\n\r\n");
            Wire local = proxy.local.accept();
            local.readHead();
            local.send("HTTP/1.1 101 Switching Protocols\r\n\r\nfirst frame");
            assertThat(open.client().readHead()).startsWith("HTTP/1.1 101");
            assertThat(open.client().read(11)).isEqualTo("first frame");
            exchange(open.client(), local, "ping", "pong");
            local.close();
            assertThat(open.client().atEnd()).isTrue();
        }

        @Test
        void webSocketIsHalfClosedFromEitherEnd() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client()
                    .send("GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nx-remocal: ada\r\n\r\n");
            Wire local = proxy.local.accept();
            local.readHead();
            local.send("HTTP/1.1 101 Switching Protocols\r\n\r\nlast").endOutput();
            assertThat(open.client().readAll()).endsWith("last");
            open.client().send("later").endOutput();
            assertThat(local.readAll()).isEqualTo("later");
            assertThat(open.app().atEnd()).isTrue();
        }

        @Test
        void closeDelimitedResponseEndsTheConnection() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send("GET / HTTP/1.0\r\nx-remocal: ada\r\n\r\n");
            Wire local = proxy.local.accept();
            local.readHead();
            local.send("HTTP/1.0 200 OK\r\n\r\nall of it").close();
            assertThat(open.client().readAll()).isEqualTo("HTTP/1.0 200 OK\r\n\r\nall of it");
        }

        @Test
        void responseBeforeTheRequestIsCompleteLeavesTheConnectionUsable() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(POST_HEAD + "Content-Length: 8\r\n\r\nbody");
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
            open.client().send("rest");
            assertThat(local.read(8)).isEqualTo("bodyrest");
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void appThatHangsUpMeanwhileIsDialledAgain() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            open.app().close();
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
            open.client().send(GET);
            Wire again = proxy.app.accept();
            assertThat(again.read(GET.length())).isEqualTo(GET);
            again.send(FROM_APP);
            assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
        }

        @Test
        void appThatDoesNotListenIsNotNeeded() {
            proxy.attach("ada", Mode.DIVERT);
            proxy.app.close();
            Wire client = Wire.connect(proxy.port);
            client.send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(FROM_LOCAL);
            assertThat(client.read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
        }

        @Test
        void clientThatGoesTakesTheLocalConnectionAlong() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            open.client().reset();
            assertThat(local.atEnd()).isTrue();
        }

        @Test
        void ambiguousRequestGoesToTheAppAndIsReported() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            String ambiguous =
                    "POST / HTTP/1.1\r\nx-remocal: ada\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
            open.client().send(ambiguous + KEYED);
            assertThat(open.app().read(ambiguous.length() + KEYED.length())).isEqualTo(ambiguous + KEYED);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Opaque.class,
                            event -> assertThat(event.code()).isEqualTo("content-length-and-transfer-encoding"));
        }

        @Test
        void divertedBodyThatBreaksTheRulesIsGivenToTheAppWhole() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            String broken = POST_HEAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n?\r\n";
            open.client().send(broken);
            assertThat(open.app().read(broken.length())).isEqualTo(broken);
        }
    }

    @Nested
    class Failed {

        @Test
        void refusedConnectionFallsBackToTheApp() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            proxy.local.close();
            String post = POST_HEAD + "Content-Length: 4\r\n\r\nbody";
            exchange(open.client(), open.app(), post, FROM_APP);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Fallback.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.LOCAL_REFUSED));
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void refusedConnectionIsABadGatewayWhereAskedFor() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT, OnFailure.ERROR, new Filter.Key("ada"));
            proxy.local.close();
            open.client().send(KEYED);
            assertThat(open.client().readMessage())
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\nremocal-error: local-refused: Nothing listens on port ");
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void tunnelLostInTheMiddleOfAPostFallsBackWithEveryByte() {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            String head = POST_HEAD + "Content-Length: 8\r\n\r\n";
            open.client().send(head + "body");
            proxy.local.accept().read(head.length() + 4);
            ada.loseTunnel();
            assertThat(open.app().read(head.length() + 4)).isEqualTo(head + "body");
            open.client().send("rest");
            assertThat(open.app().read(4)).isEqualTo("rest");
            open.app().send(FROM_APP);
            assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void tunnelLostAfterMoreThanIsKeptIsABadGateway() {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            int length = 2 * ProxyLimits.REPLAY_BYTES_PER_EXCHANGE;
            open.client()
                    .send(POST_HEAD + "Content-Length: " + (length + 1) + "\r\n\r\n")
                    .send(new byte[length]);
            Wire local = proxy.local.accept();
            local.readHead();
            local.readBytes(length);
            ada.loseTunnel();
            assertThat(open.client().readMessage()).contains("502", "tunnel-lost", "connection: close");
        }

        @Test
        void localProcessThatHangsUpOnAGetFallsBack() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            local.close();
            assertThat(open.app().read(KEYED.length())).isEqualTo(KEYED);
            open.app().send(FROM_APP);
            assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
        }

        @Test
        void localProcessThatHangsUpOnAWholePostIsNotAskedTwice() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            String post = POST_HEAD + "Content-Length: 4\r\n\r\nbody";
            open.client().send(post);
            Wire local = proxy.local.accept();
            local.read(post.length());
            local.close();
            assertThat(open.client().readMessage()).contains("502", "local-closed");
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void responseThatBreaksOffIsNotMadeToLookWhole() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            local.readHead();
            local.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
            assertThat(open.client().readHead()).contains("content-length: 10");
            assertThat(open.client().read(4)).isEqualTo("half");
            local.close();
            assertThat(open.client().isReset()).isTrue();
        }
    }

    @Nested
    class Mirrored {

        @Test
        void copyGoesToTheDeveloperAndItsResponseNowhere() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.MIRROR);
            String post = POST_HEAD + "Content-Length: 4\r\n\r\nbody";
            open.client().send(post);
            assertThat(open.app().read(post.length())).isEqualTo(post);
            Wire local = proxy.local.accept();
            assertThat(local.read(post.length())).isEqualTo(post);
            local.send("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n");
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Exchange.class,
                            event -> assertThat(event.status()).isEqualTo(500));
            open.app().send(FROM_APP);
            assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void copyThatNobodyReadsIsDroppedAndTheRequestIsNot() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.MIRROR);
            byte[] body = randomBytes(32 * 1024 * 1024);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> open.client()
                    .send(POST_HEAD + "Content-Length: " + body.length + "\r\n\r\n")
                    .send(body));
            open.app().readHead();
            assertThat(open.app().readBytes(body.length)).isEqualTo(body);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.QUEUE_FULL));
        }

        @Test
        void copiesThatNobodyAnswersAreBounded() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.MIRROR);
            int held = ProxyLimits.MIRROR_LANES_PER_SESSION + ProxyLimits.MIRROR_COPIES_WAITING;
            for (int i = 0; i < held; i++) {
                exchange(open.client(), open.app(), KEYED, FROM_APP);
            }
            assertThat(ada.events).isEmpty();
            exchange(open.client(), open.app(), KEYED, FROM_APP);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Dropped.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.QUEUE_FULL));
        }

        @Test
        void developerWhoRefusesCostsTheRequestNothing() throws Exception {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.MIRROR);
            proxy.local.close();
            exchange(open.client(), open.app(), KEYED, FROM_APP);
            assertThat(ada.nextEvent()).isInstanceOf(Event.Dropped.class);
        }
    }

    @Nested
    class Upgraded {

        private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n";
        private static final String H2C = String.join(
                "\r\n",
                "GET / HTTP/1.1",
                "Host: shop",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABk",
                "");
        private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

        private static String upgrade(String protocol, String key) {
            return "GET /ws HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\nx-remocal: "
                    + key + "\r\n\r\n";
        }

        /** What looks like a request behind the switch is none: the connection is a pipe. */
        private static void assertThatItIsAPipe(Wire client, Wire server) {
            exchange(client, server, KEYED, "\u0081\u0002hi");
            exchange(client, server, GET, FROM_APP);
        }

        @ParameterizedTest
        @ValueSource(strings = {"websocket", "chat/2"})
        void requestThatMatchesIsAPipeToTheDeveloper(String protocol) {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(upgrade(protocol, "ada"));
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(SWITCHED);
            assertThat(open.client().readHead()).isEqualTo(SWITCHED);
            assertThatItIsAPipe(open.client(), local);
            proxy.detach();
            assertThatItIsAPipe(open.client(), local);
        }

        @ParameterizedTest
        @ValueSource(strings = {"websocket", "chat/2"})
        void requestThatDoesNotMatchIsAPipeToTheApp(String protocol) {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            exchange(open.client(), open.app(), upgrade(protocol, "bob"), SWITCHED);
            assertThatItIsAPipe(open.client(), open.app());
        }

        @Test
        void developerWhoRefusesItLeavesTheConnectionRoutable() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            open.client().send(upgrade("websocket", "ada"));
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
            exchange(open.client(), open.app(), GET, FROM_APP);
        }

        @Test
        void appThatRefusesItLeavesTheConnectionRoutable() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            exchange(open.client(), open.app(), upgrade("websocket", "bob"), FROM_APP);
            open.client().send(KEYED);
            Wire local = proxy.local.accept();
            assertThat(local.read(KEYED.length())).isEqualTo(KEYED);
            local.send(FROM_LOCAL);
            assertThat(open.client().read(FROM_LOCAL.length())).isEqualTo(FROM_LOCAL);
        }

        @Test
        void developerWhoCannotTakeItLeavesItToTheApp() {
            var open = proxy.open();
            proxy.attach("ada", Mode.DIVERT);
            proxy.local.close();
            exchange(open.client(), open.app(), upgrade("websocket", "ada"), SWITCHED);
            assertThatItIsAPipe(open.client(), open.app());
        }

        @Test
        void tunnelLostBehindTheSwitchResetsTheClient() {
            var open = proxy.open();
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            open.client().send(upgrade("websocket", "ada"));
            Wire local = proxy.local.accept();
            local.readHead();
            local.send(SWITCHED);
            open.client().readHead();
            ada.loseTunnel();
            assertThat(open.client().isReset()).isTrue();
        }

        @Test
        void http2ByUpgradeIsRoutedByItsFirstRequest() {
            proxy.attach("ada", Mode.DIVERT);
            var mine = proxy.open();
            String request = H2C + "x-remocal: ada\r\n\r\n";
            mine.client().send(request);
            Wire local = proxy.local.accept();
            assertThat(local.read(request.length())).isEqualTo(request);
            local.send(SWITCHED);
            assertThat(mine.client().readHead()).isEqualTo(SWITCHED);
            exchange(mine.client(), local, PREFACE, "\0\0\0\4\0\0\0\0\0");

            var other = proxy.open();
            exchange(other.client(), other.app(), H2C + "\r\n", SWITCHED);
            exchange(other.client(), other.app(), PREFACE, "\0\0\0\4\0\0\0\0\0");
        }
    }

    @Nested
    class Draining {

        @Test
        void runningExchangeEndsAndThenTheConnection() throws Exception {
            var idle = proxy.open();
            exchange(idle.client(), idle.app(), GET, FROM_APP);
            var busy = proxy.open();
            busy.client().send(GET);
            busy.app().read(GET.length());
            var drained = proxy.plane.drain().toCompletableFuture();
            assertThat(idle.client().atEnd()).isTrue();
            assertThat(drained).isNotDone();
            busy.app().send(FROM_APP);
            assertThat(busy.client().readAll()).isEqualTo(FROM_APP);
            busy.client().close();
            drained.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
