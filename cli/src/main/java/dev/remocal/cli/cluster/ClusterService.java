package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Service as its clients see it.
 *
 * @param clusterIPs none where it is headless or stands for another host
 * @param ports those of TCP
 * @param headless whether its name leads to its pods' addresses
 * @param podHostnames of its pods that have a name below the Service's, as those of a StatefulSet
 * @param externalName the host that it stands for, empty where it has pods
 */
public record ClusterService(
        String name,
        String namespace,
        List<String> clusterIPs,
        List<Port> ports,
        boolean headless,
        List<String> podHostnames,
        String externalName) {

    private static final String NO_CLUSTER_IP = "None";

    /**
     * @param name empty where it has none
     * @param number that clients connect to; nobody translates a headless Service's, so there it is the pods' own
     */
    public record Port(String name, int number) {}

    public ClusterService {
        clusterIPs = List.copyOf(clusterIPs);
        ports = List.copyOf(ports);
        podHostnames = List.copyOf(podHostnames);
    }

    /**
     * @param slices of this Service; none where they may not be read
     */
    static ClusterService of(Service service, List<EndpointSlice> slices) {
        ServiceSpec spec = service.getSpec();
        boolean headless = isHeadless(service);
        return new ClusterService(
                service.getMetadata().getName(),
                service.getMetadata().getNamespace(),
                orEmpty(spec.getClusterIPs()).stream()
                        .filter(address -> !address.equals(NO_CLUSTER_IP))
                        .toList(),
                headless ? ofPods(spec, slices) : ofService(spec),
                headless,
                headless ? hostnames(slices) : List.of(),
                Optional.ofNullable(spec.getExternalName()).orElse(""));
    }

    static boolean isHeadless(Service service) {
        return NO_CLUSTER_IP.equals(service.getSpec().getClusterIP());
    }

    private static List<Port> ofService(ServiceSpec spec) {
        return orEmpty(spec.getPorts()).stream()
                .filter(port -> isTcp(port.getProtocol()))
                .map(port -> new Port(orEmpty(port.getName()), port.getPort()))
                .toList();
    }

    private static List<Port> ofPods(ServiceSpec spec, List<EndpointSlice> slices) {
        List<Port> resolved = slices.stream()
                .flatMap(slice -> orEmpty(slice.getPorts()).stream())
                .filter(port -> isTcp(port.getProtocol()) && port.getPort() != null)
                .map(ClusterService::port)
                .distinct()
                .toList();
        return resolved.isEmpty() ? targeted(spec) : resolved;
    }

    private static Port port(EndpointPort port) {
        return new Port(orEmpty(port.getName()), port.getPort());
    }

    private static List<Port> targeted(ServiceSpec spec) {
        return orEmpty(spec.getPorts()).stream()
                .filter(port -> isTcp(port.getProtocol()))
                .map(port -> new Port(orEmpty(port.getName()), target(port)))
                .toList();
    }

    private static int target(ServicePort port) {
        return Optional.ofNullable(port.getTargetPort())
                .map(IntOrString::getIntVal)
                .orElse(port.getPort());
    }

    private static List<String> hostnames(List<EndpointSlice> slices) {
        return slices.stream()
                .flatMap(slice -> orEmpty(slice.getEndpoints()).stream())
                .map(Endpoint::getHostname)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isTcp(@Nullable String protocol) {
        return protocol == null || protocol.equals("TCP");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
