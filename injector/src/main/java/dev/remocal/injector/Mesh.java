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
    ISTIO("traffic.sidecar.istio.io/excludeInboundPorts"),
    LINKERD("config.linkerd.io/skip-inbound-ports");

    private final String exemption;

    /** @param exemption the annotation with the ports that are not redirected */
    Mesh(String exemption) {
        this.exemption = exemption;
    }

    /** The names of all containers that meshes have put into the pod. */
    static Stream<String> containersIn(JsonNode pod) {
        return Arrays.stream(values()).flatMap(mesh -> mesh.in(pod));
    }

    private Stream<String> in(JsonNode pod) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> Pods.stream(pod.path("spec").path(list)))
                .map(container -> container.path("name").asText())
                .filter(containers()::contains);
    }

    private Set<String> containers() {
        return switch (this) {
            case ISTIO -> Set.of("istio-proxy", "istio-init", "istio-validation");
            case LINKERD -> Set.of("linkerd-proxy", "linkerd-init", "linkerd-network-validator");
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
