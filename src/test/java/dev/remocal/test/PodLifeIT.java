package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The order in which containers start and end, and what probes do. The containers are shell commands of this machine. */
@ClusterTest
@DisabledIfSystemProperty(
        named = "remocal.cluster",
        matches = "kubeconfig|k3s",
        disabledReason = "the sample image of a real cluster has no shell")
class PodLifeIT {

    private static final String NAMESPACE = "pod-life";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Cluster cluster;

    PodLifeIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    static void namespace(Cluster cluster) {
        Shop.createNamespace(cluster, NAMESPACE, Map.of());
    }

    @Test
    void sidecarStartsBeforeTheAppAndEndsAfterIt() {
        cluster.apply(NAMESPACE, """
                apiVersion: v1
                kind: Pod
                metadata: {name: ordered}
                spec:
                  terminationGracePeriodSeconds: 20
                  initContainers:
                  - name: first
                    image: none
                    command: [sh, -c, "echo first >> ../order"]
                  - name: sidecar
                    image: none
                    restartPolicy: Always
                    command: [sh, -c, "trap 'echo sidecar ends >> ../order; exit 0' TERM; echo sidecar >> ../order; touch started; while true; do sleep 0.05; done"]
                    startupProbe: {exec: {command: [test, -e, started]}, periodSeconds: 1}
                  containers:
                  - name: app
                    image: none
                    command: [sh, -c, "trap 'echo app ends >> ../order; exit 0' TERM; echo app >> ../order; while true; do sleep 0.05; done"]
                  - name: reader
                    image: none
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.05; done"]
                """);
        await("ordered", "runs", PodLifeIT::isReady);
        Pod pod = pod("ordered");
        assertThat(pod.getStatus().getInitContainerStatuses())
                .extracting(ContainerStatus::getName)
                .containsExactly("first", "sidecar");
        cluster.deletePod(NAMESPACE, "ordered", Duration.ofSeconds(20));
        cluster.awaitGone(NAMESPACE, "ordered");
        assertThat(OrderFile.lines(cluster)).containsExactly("first", "sidecar", "app", "app ends", "sidecar ends");
    }

    @Test
    void failingLivenessProbeRestartsTheContainer() {
        cluster.apply(NAMESPACE, """
                apiVersion: v1
                kind: Pod
                metadata: {name: stuck}
                spec:
                  containers:
                  - name: app
                    image: none
                    command: [sh, -c, "exec sleep 3600"]
                    livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
                """);
        await("stuck", "restarts", pod -> statuses(pod).stream().anyMatch(status -> status.getRestartCount() > 0));
        cluster.deletePod(NAMESPACE, "stuck", Duration.ZERO);
        cluster.awaitGone(NAMESPACE, "stuck");
    }

    @Test
    void crashingContainerBacksOff() {
        cluster.apply(NAMESPACE, """
                apiVersion: v1
                kind: Pod
                metadata: {name: crashing}
                spec:
                  containers:
                  - {name: app, image: none, command: [sh, -c, "exit 3"]}
                """);
        await(
                "crashing",
                "backs off",
                pod -> statuses(pod).stream()
                        .anyMatch(status -> status.getState().getWaiting() != null
                                && "CrashLoopBackOff"
                                        .equals(status.getState().getWaiting().getReason())
                                && status.getLastState().getTerminated().getExitCode() == 3));
        cluster.deletePod(NAMESPACE, "crashing", Duration.ZERO);
        cluster.awaitGone(NAMESPACE, "crashing");
    }

    @Test
    void jobLikePodSucceedsAndItsSidecarEnds() {
        cluster.apply(NAMESPACE, """
                apiVersion: v1
                kind: Pod
                metadata: {name: once}
                spec:
                  restartPolicy: Never
                  initContainers:
                  - name: sidecar
                    image: none
                    restartPolicy: Always
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.05; done"]
                  containers:
                  - {name: app, image: none, command: [sh, -c, "exit 0"]}
                """);
        await("once", "succeeds", pod -> "Succeeded".equals(pod.getStatus().getPhase()));
        await(
                "once",
                "ends its sidecar",
                pod -> pod.getStatus()
                                .getInitContainerStatuses()
                                .getFirst()
                                .getState()
                                .getTerminated()
                        != null);
    }

    private void await(String name, String what, Predicate<Pod> condition) {
        Awaiting.until(
                "pod " + name + " " + what, SOON, () -> condition.test(pod(name)), () -> cluster.describe(NAMESPACE));
    }

    private Pod pod(String name) {
        return cluster.client().pods().inNamespace(NAMESPACE).withName(name).require();
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }
}
