package dev.remocal.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.cli.tunnel.FakeSidecar.Handed;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionTest {

    private static final int APP_PORT = 8080;
    private static final Timings QUICK = new Timings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(20));
    private static final Timings IMPATIENT = new Timings(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(20));
    private static final Timings CURT = new Timings(
            QUICK.heartbeatInterval(),
            QUICK.heartbeatTimeout(),
            QUICK.startTimeout(),
            QUICK.firstRetry(),
            QUICK.minimumBackoff(),
            QUICK.maximumBackoff(),
            Duration.ofMillis(200));
    private static final PodName POD = new PodName("pod-1", "uid-1");

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Told told = new Told();
    private final FakeSidecar sidecar = new FakeSidecar("pod-1");
    private ServerSocket local = new ServerSocket();

    SessionTest() throws IOException {}

    @BeforeEach
    void listen() throws IOException {
        local = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        local.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        local.close();
        sidecar.close();
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    @Test
    void sessionIsAdmittedOnAllPodsBeforeItIsActivatedOnAny() throws Exception {
        try (FakeSidecar second = new FakeSidecar("pod-2")) {
            Session session = session(both(second), QUICK);
            session.start(List.of(POD, new PodName("pod-2", "uid-2"))).get(5, TimeUnit.SECONDS);

            assertThat(sidecar.awaitSession()).isEqualTo(spec());
            assertThat(sidecar.awaitCall()).isEqualTo("POST /v1/sessions");
            assertThat(sidecar.awaitCall()).isEqualTo("POST /v1/sessions/ID/activate");
            assertThat(second.awaitCall()).isEqualTo("POST /v1/sessions");
            assertThat(second.awaitCall()).isEqualTo("POST /v1/sessions/ID/activate");
            session.close().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void refusalOfOnePodReleasesTheOthersAndNamesTheOwner() throws Exception {
        sidecar.refuse(new Problem(ProblemCode.CONFLICT, "Key ada is taken by bob@desk.", "bob@desk"));
        try (FakeSidecar second = new FakeSidecar("pod-2")) {
            Session session = session(both(second), QUICK);
            CompletableFuture<Void> attached = session.start(List.of(POD, new PodName("pod-2", "uid-2")));

            assertThatThrownBy(() -> attached.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CliException.class,
                            e -> assertThat(e.failure().exitCode()).isEqualTo(CliFailure.CONFLICT))
                    .hasMessage("Pod pod-1 refused the session: Key ada is taken by bob@desk.");
            await(() -> !second.connected());
        }
    }

    @Test
    void refusedActivationFailsTheSession() {
        sidecar.refuseActivation(new Problem(ProblemCode.UNKNOWN_SESSION, "There is no such session."));
        CompletableFuture<Void> attached = session(sidecar.dialer(), QUICK).start(List.of(POD));

        assertThatThrownBy(() -> attached.get(5, TimeUnit.SECONDS))
                .hasMessageContaining("Pod pod-1 refused the session (unknown-session): There is no such session.");
    }

    @Test
    void sidecarThatDoesNotListenYetIsTriedAgainAndThenNamed() {
        sidecar.close();
        Timings hasty = new Timings(
                QUICK.heartbeatInterval(),
                QUICK.heartbeatTimeout(),
                Duration.ofMillis(300),
                QUICK.firstRetry(),
                QUICK.minimumBackoff(),
                QUICK.maximumBackoff(),
                QUICK.detachTimeout());
        CompletableFuture<Void> attached = session(sidecar.dialer(), hasty).start(List.of(POD));

        assertThatThrownBy(() -> attached.get(5, TimeUnit.SECONDS))
                .hasMessageContaining("The sidecar of pod pod-1 cannot be reached: no session within 300 ms")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void spareStreamsAreParkedAndReplacedTheMomentOneIsUsed() throws Exception {
        attach();
        await(() -> sidecar.parkedStreams() == Limits.SPARE_STREAMS);
        Handed handed = sidecar.handOver(APP_PORT);
        await(() -> sidecar.parkedStreams() == Limits.SPARE_STREAMS);
        handed.endOutput();
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void fiftyMegabytesPassBothWaysAtOnceUnchanged() throws Exception {
        attach();
        byte[] chunk = new byte[64 * 1024];
        RandomGenerator.of("L64X128MixRandom").nextBytes(chunk);
        int times = 800;
        Handed handed = sidecar.handOver(APP_PORT);
        handed.sendAll(chunk, times);
        try (Socket accepted = local.accept()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(accepted, chunk, times));
            assertThat(hash(accepted.getInputStream())).isEqualTo(Handed.hash(chunk, times));
            writing.get(20, TimeUnit.SECONDS);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(chunk, times));
        }
    }

    @Test
    void localProcessThatDoesNotReadHoldsUpOnlyItsOwnStream() throws Exception {
        attach();
        byte[] chunk = new byte[64 * 1024];
        Handed stuck = sidecar.handOver(APP_PORT);
        stuck.sendAll(chunk, 400);
        try (Socket deaf = local.accept()) {
            Handed lively = sidecar.handOver(APP_PORT);
            lively.sendAll(chunk, 100);
            try (Socket accepted = local.accept()) {
                accepted.shutdownOutput();
                assertThat(hash(accepted.getInputStream())).isEqualTo(Handed.hash(chunk, 100));
            }
            deaf.shutdownOutput();
            assertThat(hash(deaf.getInputStream())).isEqualTo(Handed.hash(chunk, 400));
        }
    }

    @Test
    void halfCloseOfTheCallerLeavesTheAnswerOpen() throws Exception {
        attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1, 2, 3});
        handed.endOutput();
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
            write(accepted, new byte[] {4, 5}, 1);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(new byte[] {4, 5}, 1));
        }
    }

    @Test
    void halfCloseOfTheLocalProcessLeavesTheRequestOpen() throws Exception {
        attach();
        Handed handed = sidecar.handOver(APP_PORT);
        try (Socket accepted = local.accept()) {
            write(accepted, new byte[] {4, 5}, 1);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(new byte[] {4, 5}, 1));
            handed.send(new byte[] {1, 2, 3});
            handed.endOutput();
            assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void closedLocalPortRefusesTheStream() throws Exception {
        attach();
        local.close();
        assertThat(sidecar.handOver(APP_PORT).awaitReset()).isEqualTo(Http2Error.REFUSED_STREAM.code());
    }

    @Test
    void portThatWasNotAskedForIsRefused() throws Exception {
        attach();
        assertThat(sidecar.handOver(22).awaitReset()).isEqualTo(Http2Error.REFUSED_STREAM.code());
    }

    @Test
    void resetOfTheLocalProcessIsTold() throws Exception {
        attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1});
        try (Socket accepted = local.accept()) {
            // A connection that is reset before it has carried anything may count as refused.
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            accepted.setSoLinger(true, 0);
        }
        assertThat(handed.awaitReset()).isEqualTo(Http2Error.CONNECT_ERROR.code());
    }

    @Test
    void lossOfTheTunnelResetsTheLocalConnection() throws Exception {
        attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1});
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            sidecar.crash();
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
        }
    }

    @Test
    void refusedParkingIsTriedAgain() throws Exception {
        attach();
        await(() -> sidecar.parkedStreams() == Limits.SPARE_STREAMS);
        sidecar.awaitParked().refuse(429);
        await(() -> sidecar.parkedStreams() == Limits.SPARE_STREAMS);
    }

    @Test
    void lostTunnelIsMadeAgain() throws Exception {
        attach();
        sidecar.crash();

        assertThat(told.next()).startsWith("lost pod-1");
        assertThat(told.next()).isEqualTo("attached pod-1");
    }

    @Test
    void sessionThatComesAgainIsTheVerySame() throws Exception {
        attach();
        sidecar.crash();
        assertThat(told.next()).startsWith("lost pod-1");
        assertThat(told.next()).isEqualTo("attached pod-1");

        assertThat(sidecar.awaitSession()).isEqualTo(spec());
        assertThat(sidecar.awaitSession()).isEqualTo(spec());
    }

    @Test
    void silentSidecarIsGivenUpAndTriedAgain() throws Exception {
        attach(IMPATIENT);
        sidecar.fallSilent();

        assertThat(told.next()).isEqualTo("lost pod-1 no sign of life for 1 s");
        assertThat(told.next()).isEqualTo("attached pod-1");
    }

    @Test
    void idleTunnelLivesByItsPings() throws Exception {
        attach(IMPATIENT);
        CompletableFuture<Void> later = new CompletableFuture<>();
        later.completeOnTimeout(null, 2 * IMPATIENT.heartbeatTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();

        assertThat(told.queue).isEmpty();
    }

    @Test
    void podThatEndsIsLetGoWithoutAnotherTry() throws Exception {
        Session session = attach();
        session.podEnding(POD);
        sidecar.crash();

        assertThat(told.next()).isEqualTo("gone pod-1");
    }

    @Test
    void podThatComesIsAttachedAndOneThatGoesIsLetGo() throws Exception {
        Session session = attach();
        PodName second = new PodName("pod-2", "uid-2");
        session.podSeen(second);
        session.podSeen(second);
        assertThat(told.next()).isEqualTo("attached pod-2");
        session.podGone(second);
        assertThat(told.next()).isEqualTo("gone pod-2");
        assertThat(told.queue).isEmpty();
    }

    @Test
    void eventsAreTold() throws Exception {
        attach();
        sidecar.sendLine("{\"event\":\"from-the-future\"}");
        sidecar.sendLine("{\"event\":\"dropped\",\"code\":\"from-the-future\",\"message\":\"m\",\"total\":1,\"x\":2}");
        sidecar.send(new Event.Exchange(7, APP_PORT, Mode.DIVERT, "GET", "/", 200, 12));

        assertThat(told.next()).isEqualTo("event pod-1 Dropped[code=null, message=m, total=1]");
        assertThat(told.next())
                .isEqualTo("event pod-1 Exchange[number=7, port=8080, mode=DIVERT, method=GET, target=/, status=200,"
                        + " durationMillis=12]");
    }

    @Test
    void closingEndsTheConnection() throws Exception {
        Session session = attach();
        session.close().get(5, TimeUnit.SECONDS);
        await(() -> !sidecar.connected());
        assertThat(told.queue).isEmpty();
    }

    @Test
    void whatIsUnderWayAtTheEndGetsToItsEnd() throws Exception {
        Session session = attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1});
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            CompletableFuture<Void> closed = session.close();

            assertThat(told.next()).isEqualTo("finishing 1");
            await(() -> sidecar.parkedStreams() == 0);
            handed.send(new byte[] {2});
            handed.endOutput();
            assertThat(accepted.getInputStream().readAllBytes()).containsExactly(2);
            assertThat(closed).isNotDone();
            write(accepted, new byte[64 * 1024], 100);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(new byte[64 * 1024], 100));
            closed.get(5, TimeUnit.SECONDS);
        }
        await(() -> !sidecar.connected());
        assertThat(told.queue).isEmpty();
    }

    @Test
    void requestThatTheLocalPortRefusedDoesNotHoldUpTheEnd() throws Exception {
        Session session = attach();
        local.close();
        Handed handed = sidecar.handOver(APP_PORT, new byte[] {1});
        assertThat(handed.awaitReset()).isEqualTo(Http2Error.REFUSED_STREAM.code());

        session.close().get(5, TimeUnit.SECONDS);
        assertThat(told.queue).isEmpty();
    }

    @Test
    void requestThatTheLocalProcessLeftUnreadDoesNotHoldUpTheEnd() throws Exception {
        Session session = attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.sendAll(new byte[64 * 1024], 400);
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isZero();
            accepted.setSoLinger(true, 0);
        }
        assertThat(handed.awaitReset()).isEqualTo(Http2Error.CONNECT_ERROR.code());

        session.close().get(5, TimeUnit.SECONDS);
        assertThat(told.queue).isEmpty();
    }

    @Test
    void whatIsUnderWayForTooLongIsCutOff() throws Exception {
        Session session = attach(CURT);
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1});
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            session.close().get(5, TimeUnit.SECONDS);
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
        }
        await(() -> !sidecar.connected());
    }

    @Test
    void connectionHandedOverWhileTheSessionEndsIsRefused() throws Exception {
        Session session = attach();
        Handed late = sidecar.awaitParked();
        CompletableFuture<Void> closed = session.close();
        await(() -> sidecar.parkedStreams() == 0);

        late.answer(APP_PORT);

        assertThat(late.awaitReset()).isEqualTo(Http2Error.REFUSED_STREAM.code());
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void sidecarThatShutsDownKeepsItsTunnelUntilItEndsIt() throws Exception {
        attach();
        sidecar.send(new Event.Closing(FailureCode.DRAINING, "The pod shuts down."));
        Handed handed = sidecar.handOver(APP_PORT);
        handed.endOutput();
        try (Socket accepted = local.accept()) {
            write(accepted, new byte[] {4, 5}, 1);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(new byte[] {4, 5}, 1));
        }
        assertThat(told.queue).isEmpty();
        sidecar.crash();
        assertThat(told.next()).startsWith("lost pod-1");
    }

    @Test
    void sessionThatTheSidecarEndsIsMadeAgainWhileItsExchangesGoOn() throws Exception {
        attach();
        Handed handed = sidecar.handOver(APP_PORT);
        handed.send(new byte[] {1});
        try (Socket accepted = local.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            sidecar.send(new Event.Closing(FailureCode.NOT_ACTIVATED, "Too late."));
            assertThat(told.next()).isEqualTo("lost pod-1 Too late.");
            assertThat(told.next()).isEqualTo("attached pod-1");
            write(accepted, new byte[] {4, 5}, 1);
            assertThat(handed.awaitReceived()).isEqualTo(Handed.hash(new byte[] {4, 5}, 1));
        }
    }

    private Dialer both(FakeSidecar second) {
        return (pod, loop, handler) ->
                FakeSidecar.dial(pod.equals("pod-1") ? sidecar.port() : second.port(), loop, handler);
    }

    private Session attach() throws Exception {
        return attach(QUICK);
    }

    private Session attach(Timings timings) throws Exception {
        Session session = session(sidecar.dialer(), timings);
        session.start(List.of(POD)).get(5, TimeUnit.SECONDS);
        return session;
    }

    private Session session(Dialer dialer, Timings timings) {
        return new Session(
                spec(),
                Map.of(APP_PORT, local.getLocalPort()),
                List.of(InetAddress.getLoopbackAddress()),
                dialer,
                timings,
                group.next(),
                told);
    }

    private static SessionSpec spec() {
        return new SessionSpec(
                1,
                "0f9a2b3c-0000-0000-0000-000000000001",
                "ada@laptop",
                "ada",
                "svc/payments",
                Mode.DIVERT,
                List.of(APP_PORT),
                new Filter.Key("ada"),
                OnFailure.CLUSTER,
                null,
                1_700_000_000_000L,
                "remocal/test");
    }

    private static void write(Socket socket, byte[] chunk, int times) {
        try {
            OutputStream output = socket.getOutputStream();
            for (int i = 0; i < times; i++) {
                output.write(chunk);
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String hash(InputStream input) throws IOException {
        var digest = Handed.sha256();
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            digest.update(Arrays.copyOf(buffer, read));
            count += read;
        }
        return count + ":" + HexFormat.of().formatHex(digest.digest());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline of 10 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static final class Told implements SessionListener {

        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = queue.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("something told within 10 s").isNotNull();
            return String.valueOf(next);
        }

        @Override
        public void podAttached(String pod) {
            queue.add("attached " + pod);
        }

        @Override
        public void podLost(String pod, String reason, Duration retryIn) {
            queue.add("lost " + pod + " " + reason);
        }

        @Override
        public void podRefused(String pod, Problem problem) {
            queue.add("refused " + pod + " " + problem.code());
        }

        @Override
        public void podGone(String pod) {
            queue.add("gone " + pod);
        }

        @Override
        public void finishing(int exchanges, Duration limit) {
            queue.add("finishing " + exchanges);
        }

        @Override
        public void event(String pod, Event event) {
            queue.add("event " + pod + " " + event);
        }
    }
}
