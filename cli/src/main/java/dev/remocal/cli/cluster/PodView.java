package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a pod matters to a session.
 *
 * @param namespace where it runs
 * @param uid tells a StatefulSet's pod from the one of the same name before it
 * @param ready whether it takes the Service's traffic
 * @param alive whether it is neither finished nor being deleted
 * @param sidecarRunning whether the sidecar's container runs, which it does before the app is started
 * @param captured empty where the pod has no sidecar
 * @param containerPorts that its containers declare
 * @param owner the workload its pod template is in, such as {@code deploy/payments}; empty where it has none
 */
public record PodView(
        String namespace,
        String name,
        String uid,
        boolean ready,
        boolean alive,
        boolean sidecarRunning,
        List<CapturedPort> captured,
        Set<Integer> containerPorts,
        Map<String, String> labels,
        String owner) {

    static final String INJECTED_LABEL = "remocal.dev/injected";
    static final String SIDECAR_CONTAINER = "remocal";

    public PodView {
        captured = List.copyOf(captured);
        containerPorts = Set.copyOf(containerPorts);
        labels = Map.copyOf(labels);
    }

    public static PodView of(Pod pod) {
        Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
        String phase = status.map(PodStatus::getPhase).orElse("Pending");
        return new PodView(
                Optional.ofNullable(pod.getMetadata().getNamespace()).orElse(""),
                pod.getMetadata().getName(),
                Optional.ofNullable(pod.getMetadata().getUid()).orElse(""),
                status.map(PodView::isReady).orElse(false),
                pod.getMetadata().getDeletionTimestamp() == null
                        && !"Succeeded".equals(phase)
                        && !"Failed".equals(phase),
                status.map(PodView::isSidecarRunning).orElse(false),
                captured(pod),
                containerPorts(pod),
                Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of()),
                pod.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                        .findFirst()
                        .map(PodView::workload)
                        .orElse(""));
    }

    public boolean injected() {
        return !captured.isEmpty();
    }

    /** Whether a session can be brought to it now. */
    public boolean attachable() {
        return alive && injected() && sidecarRunning;
    }

    private static List<CapturedPort> captured(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(CapturedPort.ANNOTATION))
                .map(CapturedPort::parse)
                .orElse(List.of());
    }

    /** The app's own numbers, where the sidecar's stand in the pod. */
    private static Set<Integer> containerPorts(Pod pod) {
        Stream<Integer> declared = Optional.ofNullable(pod.getSpec()).stream()
                .flatMap(spec -> spec.getContainers().stream())
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getContainerPort);
        return Stream.concat(declared, captured(pod).stream().map(CapturedPort::app))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** A Deployment's ReplicaSet is called after it, with the hash of the pod template behind the last hyphen. */
    private static String workload(OwnerReference owner) {
        return switch (owner.getKind()) {
            case "ReplicaSet" -> "deploy/" + owner.getName().replaceFirst("-[^-]*$", "");
            case "StatefulSet" -> "sts/" + owner.getName();
            default -> "";
        };
    }

    private static boolean isReady(PodStatus status) {
        return status.getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static boolean isSidecarRunning(PodStatus status) {
        return status.getInitContainerStatuses().stream()
                .filter(container -> SIDECAR_CONTAINER.equals(container.getName()))
                .findFirst()
                .map(PodView::isRunning)
                .orElse("Running".equals(status.getPhase()));
    }

    private static boolean isRunning(ContainerStatus container) {
        return container.getState() != null && container.getState().getRunning() != null;
    }
}
