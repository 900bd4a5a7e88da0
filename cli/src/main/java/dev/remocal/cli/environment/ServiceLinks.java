package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The variables that tell a container where the Services of its namespace are (pkg/kubelet/envvars in Kubernetes' sources). */
final class ServiceLinks {

    /** The API server's, which every container has, whatever enableServiceLinks says. */
    static final String KUBERNETES_HOST = "KUBERNETES_SERVICE_HOST";

    private ServiceLinks() {}

    /** Whether the pod has those of its namespace; where nothing is said, it has. */
    static boolean enabled(Pod pod) {
        return !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
    }

    static boolean mayBeLink(String name) {
        return name.contains("_SERVICE_") || name.contains("_PORT");
    }

    static boolean mayBeLinkToKubernetes(String name) {
        return name.startsWith("KUBERNETES_") && mayBeLink(name);
    }

    /** Headless Services and names for others have no address, and no links. */
    static Map<String, String> of(List<Service> services) {
        Map<String, String> links = new LinkedHashMap<>();
        services.stream().filter(ServiceLinks::hasAddress).forEach(service -> add(service, links));
        return links;
    }

    private static boolean hasAddress(Service service) {
        String address = service.getSpec().getClusterIP();
        return address != null
                && !address.isEmpty()
                && !address.equals("None")
                && !service.getSpec().getPorts().isEmpty();
    }

    private static void add(Service service, Map<String, String> links) {
        String name = variable(service.getMetadata().getName());
        String address = service.getSpec().getClusterIP();
        List<ServicePort> ports = service.getSpec().getPorts();
        links.put(name + "_SERVICE_HOST", address);
        links.put(name + "_SERVICE_PORT", number(ports.getFirst()));
        ports.stream()
                .filter(port -> port.getName() != null && !port.getName().isEmpty())
                .forEach(port -> links.put(name + "_SERVICE_PORT_" + variable(port.getName()), number(port)));
        links.put(name + "_PORT", url(address, ports.getFirst()));
        ports.forEach(port -> addPort(name, address, port, links));
    }

    private static void addPort(String name, String address, ServicePort port, Map<String, String> links) {
        String prefix = name + "_PORT_" + number(port) + "_" + protocol(port);
        links.put(prefix, url(address, port));
        links.put(prefix + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
        links.put(prefix + "_PORT", number(port));
        links.put(prefix + "_ADDR", address);
    }

    private static String url(String address, ServicePort port) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + number(port);
    }

    private static String protocol(ServicePort port) {
        return Optional.ofNullable(port.getProtocol()).orElse("TCP").toUpperCase(Locale.ROOT);
    }

    private static String number(ServicePort port) {
        return String.valueOf(port.getPort());
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
