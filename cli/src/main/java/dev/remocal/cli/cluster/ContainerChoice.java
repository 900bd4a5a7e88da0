package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides which container of a pod is meant. */
final class ContainerChoice {

    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

    /** Containers that others have put there. */
    private static final Set<String> HELPERS = Set.of(PodView.SIDECAR_CONTAINER, "istio-proxy", "linkerd-proxy");

    private ContainerChoice() {}

    /**
     * The one that is asked for; else the one whose port is captured; else what kubectl would take, leaving out helpers.
     *
     * @param pod without the sidecar's changes
     * @throws CliException where the pod has no container of the name that is asked for
     */
    static Container of(Pod pod, List<CapturedPort> captured, Optional<String> requested) {
        return requested
                .map(name -> named(pod, name).orElseThrow(() -> unknown(pod, name)))
                .or(() -> captured.stream()
                        .flatMap(port -> first(pod, container -> has(container, port)).stream())
                        .findFirst())
                .or(() -> annotated(pod).flatMap(name -> named(pod, name)))
                .or(() -> first(pod, container -> !HELPERS.contains(container.getName())))
                .orElseGet(() -> pod.getSpec().getContainers().getFirst());
    }

    private static Optional<Container> first(Pod pod, Predicate<Container> rule) {
        return pod.getSpec().getContainers().stream().filter(rule).findFirst();
    }

    private static Optional<Container> named(Pod pod, String name) {
        return all(pod).filter(container -> container.getName().equals(name)).findFirst();
    }

    private static Stream<Container> all(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream());
    }

    /** The app's own number is that of the sidecar where the app was shifted, and the app's where not. */
    private static boolean has(Container container, CapturedPort port) {
        return container.getPorts().stream()
                .anyMatch(declared ->
                        declared.getContainerPort() == port.app() || declared.getContainerPort() == port.listen());
    }

    private static Optional<String> annotated(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(DEFAULT_CONTAINER));
    }

    private static CliException unknown(Pod pod, String name) {
        return new CliException(new CliFailure.NoSuchContainer(
                name,
                pod.getMetadata().getName(),
                all(pod).map(Container::getName).toList()));
    }
}
