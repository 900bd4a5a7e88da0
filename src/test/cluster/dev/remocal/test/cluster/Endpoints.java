package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which pods stand behind a Service, on which ports. Pure. */
final class Endpoints {

    /**
     * One pod behind a Service. A pod that goes away is never ready, but may still be serving.
     *
     * @param hostname its name below the Service's, empty where it has none
     */
    record Endpoint(String pod, String hostname, String address, boolean ready, boolean serving, boolean terminating) {}

    /** Pods with the same answer to every port of the Service: what one EndpointSlice holds. */
    record Slice(Map<String, Integer> ports, List<Endpoint> endpoints) {}

    private Endpoints() {}

    static List<Slice> of(Service service, List<Pod> pods) {
        Map<Map<String, Integer>, List<Endpoint>> slices = new LinkedHashMap<>();
        pods.stream()
                .filter(pod -> selects(service, pod) && hasAddress(pod))
                .forEach(pod -> slices.computeIfAbsent(ports(service, pod), ports -> new ArrayList<>())
                        .add(endpoint(service, pod)));
        return slices.entrySet().stream()
                .map(slice -> new Slice(slice.getKey(), List.copyOf(slice.getValue())))
                .toList();
    }

    private static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && service.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
                && Selectors.matches(selector, pod.getMetadata().getLabels());
    }

    private static boolean hasAddress(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getPodIP() != null
                && !List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
    }

    private static Endpoint endpoint(Service service, Pod pod) {
        boolean serving = Workloads.isReady(pod);
        boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
        return new Endpoint(
                pod.getMetadata().getName(),
                hostname(service, pod),
                pod.getStatus().getPodIP(),
                serving && !terminating,
                serving,
                terminating);
    }

    private static String hostname(Service service, Pod pod) {
        boolean isBelow = service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        return isBelow ? Optional.ofNullable(pod.getSpec().getHostname()).orElse("") : "";
    }

    private static Map<String, Integer> ports(Service service, Pod pod) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            targetPort(port, pod).ifPresent(number -> ports.put(name(port), number));
        }
        return ports;
    }

    static String name(ServicePort port) {
        return port.getName() == null ? "" : port.getName();
    }

    private static Optional<Integer> targetPort(ServicePort port, Pod pod) {
        if (port.getTargetPort() == null) {
            return Optional.of(port.getPort());
        }
        String name = port.getTargetPort().getStrVal();
        return name == null ? Optional.of(port.getTargetPort().getIntVal()) : named(name, pod);
    }

    /** The first match in the app containers, then (since Kubernetes 1.33) in native sidecars. */
    private static Optional<Integer> named(String name, Pod pod) {
        Predicate<ContainerPort> wanted = port -> name.equals(port.getName());
        Stream<Container> sidecars = pod.getSpec().getInitContainers().stream().filter(PodStatuses::isSidecar);
        return Stream.concat(pod.getSpec().getContainers().stream(), sidecars)
                .flatMap(container -> container.getPorts().stream())
                .filter(wanted)
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }
}
