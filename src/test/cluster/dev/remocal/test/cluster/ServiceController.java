package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the EndpointSlices of every Service, gives the balancers their backends, and knows the names for the DNS. */
final class ServiceController implements AutoCloseable {

    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private final Store store;
    private final Map<InetSocketAddress, ServiceBalancer> balancers = new HashMap<>();
    private volatile DnsZone zone = DnsZone.EMPTY;

    ServiceController(Store store) {
        this.store = store;
    }

    synchronized void reconcile() {
        List<Service> services = store.list(ResourceType.SERVICES, Service.class);
        List<Pod> pods = store.list(ResourceType.PODS, Pod.class);
        zone = DnsZone.of(services, pods);
        Set<String> slices = new HashSet<>();
        Set<InetSocketAddress> addresses = new HashSet<>();
        for (Service service : services) {
            List<Endpoints.Slice> wanted = Endpoints.of(service, pods);
            balance(service, wanted, addresses);
            wanted.forEach(slice -> slices.add(write(service, slice)));
        }
        removeSlicesExcept(slices);
        removeBalancersExcept(addresses);
    }

    DnsZone zone() {
        return zone;
    }

    private void balance(Service service, List<Endpoints.Slice> slices, Set<InetSocketAddress> addresses) {
        String clusterIp = service.getSpec().getClusterIP();
        if (clusterIp == null || !clusterIp.startsWith("127.")) {
            return;
        }
        for (ServicePort port : service.getSpec().getPorts()) {
            InetSocketAddress address = new InetSocketAddress(clusterIp, port.getPort());
            addresses.add(address);
            balancers.computeIfAbsent(address, ServiceBalancer::new).use(backends(slices, Endpoints.name(port)));
        }
    }

    private static List<InetSocketAddress> backends(List<Endpoints.Slice> slices, String port) {
        return slices.stream()
                .filter(slice -> slice.ports().containsKey(port))
                .flatMap(slice -> slice.endpoints().stream()
                        .filter(Endpoints.Endpoint::ready)
                        .map(endpoint -> new InetSocketAddress(
                                endpoint.address(), slice.ports().get(port))))
                .toList();
    }

    private String write(Service service, Endpoints.Slice slice) {
        String namespace = service.getMetadata().getNamespace();
        String name =
                service.getMetadata().getName() + "-" + Names.hash(slice.ports().toString());
        ResourcePath path = ResourcePath.of(ResourceType.ENDPOINT_SLICES, namespace, name);
        ObjectNode object = json(service, slice, name);
        if (store.find(path).isEmpty()) {
            store.create(ResourcePath.collection(ResourceType.ENDPOINT_SLICES, namespace), object);
        } else {
            store.update(path, current -> {
                current.set("ports", object.get("ports"));
                return current.set("endpoints", object.get("endpoints"));
            });
        }
        return namespace + "/" + name;
    }

    private static ObjectNode json(Service service, Endpoints.Slice slice, String name) {
        ObjectNode object = Store.JSON.createObjectNode().put("addressType", "IPv4");
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        ObjectNode labels = metadata.putObject("labels")
                .put(SERVICE_LABEL, service.getMetadata().getName())
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        if ("None".equals(service.getSpec().getClusterIP())) {
            labels.put("service.kubernetes.io/headless", "");
        }
        ArrayNode ports = object.putArray("ports");
        slice.ports()
                .forEach((port, number) ->
                        ports.addObject().put("name", port).put("port", number).put("protocol", "TCP"));
        ArrayNode endpoints = object.putArray("endpoints");
        slice.endpoints().forEach(endpoint -> describe(endpoints.addObject(), endpoint, service));
        return object;
    }

    private static void describe(ObjectNode node, Endpoints.Endpoint endpoint, Service service) {
        node.putArray("addresses").add(endpoint.address());
        if (!endpoint.hostname().isEmpty()) {
            node.put("hostname", endpoint.hostname());
        }
        node.putObject("conditions")
                .put("ready", endpoint.ready())
                .put("serving", endpoint.serving())
                .put("terminating", endpoint.terminating());
        node.put("nodeName", LocalCluster.NODE_NAME);
        node.putObject("targetRef")
                .put("kind", "Pod")
                .put("name", endpoint.pod())
                .put("namespace", service.getMetadata().getNamespace());
    }

    private void removeSlicesExcept(Set<String> wanted) {
        store.list(ResourceType.ENDPOINT_SLICES, (String) null).stream()
                .filter(slice -> slice.at("/metadata/labels").has(SERVICE_LABEL))
                .filter(slice -> !wanted.contains(slice.at("/metadata/namespace")
                                .asText() + "/" + slice.at("/metadata/name").asText()))
                .forEach(slice -> store.remove(ResourcePath.of(
                        ResourceType.ENDPOINT_SLICES,
                        slice.at("/metadata/namespace").asText(),
                        slice.at("/metadata/name").asText())));
    }

    private void removeBalancersExcept(Set<InetSocketAddress> wanted) {
        balancers.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    @Override
    public synchronized void close() {
        balancers.values().forEach(ServiceBalancer::close);
    }
}
