package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** The status of a pod from the state of its containers, as the kubelet words it. */
final class PodStatuses {

    private PodStatuses() {}

    static boolean isSidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    static ObjectNode of(
            Pod pod,
            String podIp,
            boolean initialized,
            List<ContainerRunner> initContainers,
            List<ContainerRunner> containers) {
        ObjectNode status = Store.JSON.createObjectNode();
        status.put("phase", phase(containers)).put("podIP", podIp).put("hostIP", podIp);
        status.putArray("podIPs").addObject().put("ip", podIp);
        status.put("startTime", pod.getMetadata().getCreationTimestamp()).put("qosClass", "BestEffort");
        ArrayNode initStatuses = status.putArray("initContainerStatuses");
        initContainers.forEach(container -> describe(initStatuses.addObject(), container, true));
        ArrayNode statuses = status.putArray("containerStatuses");
        containers.forEach(container -> describe(statuses.addObject(), container, false));
        boolean ready = initialized
                && Stream.concat(
                                containers.stream(),
                                initContainers.stream().filter(container -> isSidecar(container.container())))
                        .allMatch(ContainerRunner::ready);
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "PodScheduled", true);
        condition(conditions, "Initialized", initialized);
        condition(conditions, "ContainersReady", ready);
        condition(conditions, "Ready", ready);
        return status;
    }

    private static String phase(List<ContainerRunner> containers) {
        if (containers.stream().allMatch(container -> container.ended().isDone())) {
            boolean failed =
                    containers.stream().anyMatch(container -> container.ended().getNow(0) != 0);
            return failed ? "Failed" : "Succeeded";
        }
        boolean running = containers.stream()
                .anyMatch(container ->
                        !(container.state() instanceof ContainerState.Waiting) || container.restartCount() > 0);
        return running ? "Running" : "Pending";
    }

    private static void describe(ObjectNode status, ContainerRunner container, boolean init) {
        boolean completed =
                init && container.state() instanceof ContainerState.Terminated terminated && terminated.exitCode() == 0;
        status.put("name", container.container().getName())
                .put("image", container.container().getImage())
                .put("imageID", container.container().getImage())
                .put("ready", container.ready() || completed)
                .put("started", container.started())
                .put("restartCount", container.restartCount());
        describe(status.putObject("state"), container.state());
        ContainerState last = container.lastState();
        if (last != null && container.restartCount() > 0) {
            describe(status.putObject("lastState"), last);
        }
    }

    private static void describe(ObjectNode node, ContainerState state) {
        switch (state) {
            case ContainerState.Waiting waiting ->
                node.putObject("waiting").put("reason", waiting.reason()).put("message", waiting.message());
            case ContainerState.Running running ->
                node.putObject("running").put("startedAt", seconds(running.startedAt()));
            case ContainerState.Terminated terminated ->
                node.putObject("terminated")
                        .put("exitCode", terminated.exitCode())
                        .put("reason", terminated.reason())
                        .put("startedAt", seconds(terminated.startedAt()))
                        .put("finishedAt", seconds(terminated.finishedAt()));
        }
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void condition(ArrayNode conditions, String type, boolean holds) {
        conditions.addObject().put("type", type).put("status", holds ? "True" : "False");
    }
}
