package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.SampleManifests;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster itself, without Remocal: pods run, are probed, replaced, rolled over, balanced and forwarded to. */
@ClusterTest
class WorkloadsIT {

    private static final String NAMESPACE = "workloads";
    private static final Map<String, String> PAYMENTS = Map.of("app", "payments");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final InetSocketAddress service;

    WorkloadsIT(Cluster cluster) {
        this.cluster = cluster;
        cluster.awaitReady(NAMESPACE, "payments");
        this.service = cluster.service(NAMESPACE, "payments", SampleManifests.SERVICE_PORT);
    }

    @BeforeAll
    static void deploy(Cluster cluster) {
        Shop.createNamespace(cluster, NAMESPACE, Map.of());
        cluster.apply(NAMESPACE, Shop.payments(cluster, 2));
    }

    @AfterAll
    static void remove(Cluster cluster) {
        Shop.deleteNamespace(cluster, NAMESPACE);
    }

    @Test
    void serviceBalancesOverAllReadyPods() throws IOException, InterruptedException {
        Set<String> servedBy = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 40; i++) {
            servedBy.add(Json.text(Http.get(service, "/").body(), "/servedBy"));
        }
        assertThat(servedBy).containsExactlyInAnyOrderElementsOf(podNames());
    }

    @Test
    void rollingUpdateDropsNoRequest() throws InterruptedException {
        List<String> before = podNames();
        List<String> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean going = new AtomicBoolean(true);
        Thread load = Thread.ofVirtual().start(() -> {
            while (going.get()) {
                request(failures);
            }
        });
        cluster.restartRollout(NAMESPACE, "payments");
        Awaiting.until(
                "new pods have replaced the old",
                SOON,
                () -> podNames().stream().noneMatch(before::contains));
        cluster.awaitReady(NAMESPACE, "payments");
        // A real cluster's kube-proxy goes on sending requests to pods that are on their way out, for a second or so.
        before.forEach(pod -> cluster.awaitGone(NAMESPACE, pod));
        going.set(false);
        load.join();
        assertThat(failures).isEmpty();
    }

    private void request(List<String> failures) {
        try {
            int status = Http.get(service, "/").statusCode();
            if (status != 200) {
                failures.add("status " + status);
            }
        } catch (IOException e) {
            failures.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void deletedPodIsReplaced() {
        String victim = podNames().getFirst();
        cluster.deletePod(NAMESPACE, victim, Duration.ZERO);
        cluster.awaitGone(NAMESPACE, victim);
        // Until its controller has seen that, the Deployment's status says that all are ready.
        Awaiting.until("another pod takes its place", SOON, () -> podNames().size() == 2);
        cluster.awaitReady(NAMESPACE, "payments");
        assertThat(podNames()).hasSize(2).doesNotContain(victim);
    }

    @Test
    void portForwardReachesThePodsPort() throws IOException, InterruptedException {
        Pod pod = pods().getFirst();
        try (LocalPortForward forward = cluster.client().pods().resource(pod).portForward(8080)) {
            InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.getLocalPort());
            assertThat(Json.text(Http.get(local, "/").body(), "/servedBy"))
                    .isEqualTo(pod.getMetadata().getName());
        }
    }

    @Test
    void portForwardToAClosedPortNamesThePort() throws IOException, InterruptedException {
        Pod pod = pods().getFirst();
        try (LocalPortForward forward = cluster.client().pods().resource(pod).portForward(9)) {
            try {
                Http.get(new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.getLocalPort()), "/");
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
            Awaiting.until(
                    "the error arrives",
                    SOON,
                    () -> !forward.getServerThrowables().isEmpty());
            // The pod follows, by its name or as the container runtime calls it.
            assertThat(forward.getServerThrowables().toString()).contains("error forwarding port 9 to pod ");
        }
    }

    @Test
    void logsAreServed() {
        assertThat(cluster.log(NAMESPACE, podNames().getFirst(), "payments")).contains("serving as=");
    }

    private List<Pod> pods() {
        return cluster.pods(NAMESPACE, PAYMENTS);
    }

    private List<String> podNames() {
        return pods().stream().map(pod -> pod.getMetadata().getName()).toList();
    }
}
