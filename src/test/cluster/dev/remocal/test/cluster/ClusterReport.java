package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pod's conditions and the end of its logs, for a failed test. */
final class ClusterReport {

    private static final int LOG_LINES = 40;

    private ClusterReport() {}

    static String of(Cluster cluster, Pod pod) {
        String head = pod.getMetadata().getName() + " " + pod.getStatus().getPhase() + " "
                + pod.getStatus().getPodIP() + " init=" + pod.getStatus().getInitContainerStatuses() + " containers="
                + pod.getStatus().getContainerStatuses();
        String logs = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .map(container -> log(cluster, pod, container))
                .collect(Collectors.joining());
        return head + "\n" + logs;
    }

    private static String log(Cluster cluster, Pod pod, Container container) {
        try {
            String text = cluster.log(
                    pod.getMetadata().getNamespace(), pod.getMetadata().getName(), container.getName());
            String tail = text.lines()
                    .skip(Math.max(0, text.lines().count() - LOG_LINES))
                    .map(line -> "    " + line + "\n")
                    .collect(Collectors.joining());
            return "  log of " + container.getName() + ":\n" + tail;
        } catch (KubernetesClientException e) {
            return "  no log of " + container.getName() + ": " + e.getMessage() + "\n";
        }
    }
}
