package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service mesh that redirects a pod's traffic to a proxy of its own. */
enum Mesh {
    ISTIO("istio-proxy", "traffic.sidecar.istio.io/excludeInboundPorts"),
    LINKERD("linkerd-proxy", "config.linkerd.io/skip-inbound-ports");

    private final String proxy;
    private final String exemption;

    /**
     * @param proxy the container that carries the traffic
     * @param exemption the annotation with the ports that are not redirected
     */
    Mesh(String proxy, String exemption) {
        this.proxy = proxy;
        this.exemption = exemption;
    }

    static boolean isProxy(String container) {
        return Arrays.stream(values()).anyMatch(mesh -> mesh.proxy.equals(container));
    }

    /** The names of all containers that meshes have put into the pod. */
    static Stream<String> containersIn(JsonNode pod) {
        return Arrays.stream(values()).flatMap(mesh -> mesh.in(pod));
    }

    private Stream<String> in(JsonNode pod) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> Pods.stream(pod.path("spec").path(list)))
                .map(container -> container.path("name").asText())
                .filter(name -> name.equals(proxy) || helpers().contains(name));
    }

    /** Init containers that lead the traffic there, or look whether it goes there. */
    private Set<String> helpers() {
        return switch (this) {
            case ISTIO -> Set.of("istio-init", "istio-validation");
            case LINKERD -> Set.of("linkerd-init", "linkerd-network-validator");
        };
    }

    /**
     * The kubelet asks the sidecar whether it has started before any proxy has. Where a CNI plugin redirects from the beginning,
     * it would never hear, and the pod would not start.
     */
    static void exempt(PodDraft draft, int port) {
        Arrays.stream(values())
                .filter(mesh -> mesh.in(draft.pod()).findAny().isPresent())
                .forEach(mesh -> mesh.add(draft, String.valueOf(port)));
    }

    private void add(PodDraft draft, String port) {
        List<String> present = new Annotations(draft.pod())
                .entries(exemption).stream().filter(entry -> !entry.isEmpty()).toList();
        if (!present.contains(port)) {
            draft.set(
                    PodPath.of("metadata", "annotations", exemption),
                    TextNode.valueOf(
                            Stream.concat(present.stream(), Stream.of(port)).collect(Collectors.joining(","))));
        }
    }
}
