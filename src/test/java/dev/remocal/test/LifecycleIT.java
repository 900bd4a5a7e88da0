package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sessions come, go and break, and pods do, while requests flow. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifecycleIT {

    private static final Optional<String> ADA = Optional.of("ada");
    private static final Optional<String> NOBODY = Optional.empty();
    private static final int CYCLES = Integer.getInteger("remocal.cycles", 10);

    private static final Duration ROLLOUT_TIMEOUT = Duration.ofMinutes(3);

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "lifecycle", 2);
    }

    @AfterEach
    void endLocal() {
        shop.endLocal();
        shop.cluster.awaitReady(shop.namespace, "payments");
    }

    @AfterAll
    void uninstall() {
        shop.close();
    }

    @Test
    void attachingAndDetachingUnderLoadFailsAndMisroutesNothing() {
        var local = shop.startLocal("local-ada");
        Set<String> pods = shop.podNames();
        // A keyed request is right at either place while sessions come and go; one without a key only at a pod.
        try (Load load = Load.steady(shop.service, List.of(ADA, NOBODY), 4, (key, servedBy, sent) -> {
            boolean right = pods.contains(servedBy) || (key.isPresent() && servedBy.equals("local-ada"));
            return right ? Optional.empty() : Optional.of(key + " was served by " + servedBy);
        })) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                shop.attach("ada", local.port()).detach();
                assertThat(load.failed()).isEmpty();
            }
            load.stop();
            assertThat(load.failed()).isEmpty();
            assertThat(load.misrouted()).isEmpty();
        }
    }

    @Test
    void keyedRequestsAreTheDevelopersFromAttachedToDetached() throws IOException {
        var local = shop.startLocal("local-ada");
        try (HttpWire wire = shop.connect()) {
            for (int cycle = 0; cycle < 5; cycle++) {
                Attachment session = shop.attach("ada", local.port());
                assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
                session.detach();
                assertThat(shop.podNames()).contains(wire.get("/", ADA).servedBy());
            }
        }
    }

    @Test
    void eventStreamUnderWayAtCtrlCGetsToItsEnd() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        try (HttpWire stream = shop.connect();
                HttpWire later = shop.connect()) {
            stream.send(HttpWire.request("GET", "/events?count=20&interval=100", ADA) + "\r\n");
            assertThat(stream.head()).contains("200");
            assertThat(event(stream)).isEqualTo("data: 0 local-ada");
            session.interrupt();
            session.awaitEvent("finishing", 1);
            for (int i = 1; i < 20; i++) {
                assertThat(event(stream)).isEqualTo("data: " + i + " local-ada");
                assertThat(shop.podNames()).contains(later.get("/", ADA).servedBy());
            }
            assertThat(stream.chunk()).isEmpty();
        }
        session.awaitInterrupted();
    }

    private static String event(HttpWire wire) throws IOException {
        return new String(wire.chunk(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void postUnansweredAtCtrlCIsAnsweredByTheLocalProcess() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            wire.send(HttpWire.request("POST", "/?delay=1500", ADA) + "Content-Length: 4\r\n\r\nbody");
            local.awaitServed(1);
            session.interrupt();
            HttpWire.Answer answer = wire.receive();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.servedBy()).isEqualTo("local-ada");
            assertThat(shop.podNames()).contains(wire.get("/", ADA).servedBy());
        }
        session.awaitInterrupted();
        assertThat(session.count("fallback")).isZero();
    }

    @Test
    void secondCtrlCCutsOffWhatIsUnderWay() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            wire.send(HttpWire.request("GET", "/events?count=600&interval=100", ADA) + "\r\n");
            assertThat(wire.head()).contains("200");
            session.interrupt();
            session.awaitEvent("finishing", 1);
            session.interrupt();
            session.awaitInterrupted();
            assertThat(session.count("detached")).isZero();
        }
        shop.awaitReturn("ada");
    }

    @Test
    void commandLineKilledInTheMiddleOfAPostLeavesItToTheApp() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
            String body = "x".repeat(32 * 1024);
            wire.send(HttpWire.request("POST", "/", ADA) + "Content-Length: " + 2 * body.length() + "\r\n\r\n" + body);
            session.kill();
            shop.awaitReturn("ada");
            HttpWire.Answer answer = wire.send(body).receive();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(shop.podNames()).contains(answer.servedBy());
            assertThat(Json.text(answer.text(), "/bodyBytes")).isEqualTo(String.valueOf(2 * body.length()));
        }
    }

    /** Its tunnels stall: what has been handed to them comes back when their silence has lasted for the heartbeat's 15 s. */
    @Test
    void commandLineThatStandsStillLeavesItsRequestsToTheApp() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        session.suspend();
        try (HttpWire ada = shop.connect();
                HttpWire nobody = shop.connect()) {
            ada.send(HttpWire.request("GET", "/", ADA) + "\r\n");
            for (int i = 0; i < 100; i++) {
                assertThat(shop.podNames()).contains(nobody.get("/", NOBODY).servedBy());
            }
            assertThat(shop.podNames()).contains(ada.receive().servedBy());
        } finally {
            session.resume();
        }
        shop.awaitServedBy("local-ada", "ada");
    }

    /** A new pod is the session's once the command says so; until then it serves what its app is asked. */
    private record EarlyAnswer(String pod, Instant sent) {}

    @Test
    void rollingUpdateFailsAndMisroutesNothing() {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        Set<String> before = shop.podNames();
        Queue<EarlyAnswer> early = new ConcurrentLinkedQueue<>();
        try (Load load = Load.steady(shop.service, List.of(ADA, NOBODY), 4, (key, servedBy, sent) -> {
            if (servedBy.equals("local-ada") == key.isPresent()) {
                return Optional.empty();
            }
            if (key.isEmpty() || before.contains(servedBy)) {
                return Optional.of(key + " was served by " + servedBy);
            }
            early.add(new EarlyAnswer(servedBy, sent));
            return Optional.empty();
        })) {
            shop.cluster.restartRollout(shop.namespace, "payments");
            Awaiting.until(
                    "new pods have replaced the old",
                    ROLLOUT_TIMEOUT,
                    () -> shop.podNames().stream().noneMatch(before::contains));
            shop.cluster.awaitReady(shop.namespace, "payments");
            session.awaitEvent("pod-attached", shop.podNames().size());
            load.stop();
            assertThat(load.failed()).as(session::toString).isEmpty();
            assertThat(load.misrouted()).as(session::toString).isEmpty();
            assertThat(early)
                    .as(session::toString)
                    .allSatisfy(answer -> assertThat(answer.sent()).isBefore(session.attachedAt(answer.pod())));
            assertThat(load.requests()).isGreaterThan(100);
        }
    }

    @Test
    void podKilledDuringASessionLeavesTheOthersAttached() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        String victim = shop.podNames().iterator().next();
        shop.cluster.deletePod(shop.namespace, victim, Duration.ZERO);
        shop.cluster.awaitGone(shop.namespace, victim);
        session.awaitEvent("pod-gone", 1);
        shop.cluster.awaitReady(shop.namespace, "payments");
        session.awaitEvent("pod-attached", 1);
        for (int i = 0; i < 20; i++) {
            try (HttpWire wire = shop.connect()) {
                assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
                assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
            }
        }
    }

    @Test
    void localProcessThatIsNotRunningLeavesItsRequestsToTheApp() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port());
        local.end();
        try (HttpWire wire = shop.connect()) {
            for (int i = 0; i < 10; i++) {
                assertThat(shop.podNames()).contains(wire.get("/", ADA).servedBy());
            }
        }
        session.awaitEvent("fallback", 10);
    }
}
