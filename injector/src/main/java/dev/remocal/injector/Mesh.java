package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service mesh that redirects a pod's traffic to a proxy of its own. */
enum Mesh {
    ISTIO("istio-proxy", 1337, "traffic.sidecar.istio.io/excludeInboundPorts"),
    LINKERD("linkerd-proxy", 2102, "config.linkerd.io/skip-inbound-ports");

    private final String proxy;
    private final long proxyUser;
    private final String exemption;

    /**
     * @param proxy the container that carries the traffic
     * @param proxyUser whom its image runs as, where the pod does not say
     * @param exemption the annotation with the ports that are not redirected
     */
    Mesh(String proxy, long proxyUser, String exemption) {
        this.proxy = proxy;
        this.proxyUser = proxyUser;
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
        return Pods.containers(pod)
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
     * What tells a proxy's connections to the app from all others over the loopback interface, as arguments of iptables and of
     * ip6tables.
     */
    record Connections(String ipv4, String ipv6) {}

    /** How each mesh's proxy in the pod reaches the app. */
    static Stream<Connections> connectionsToApp(JsonNode pod) {
        return allIn(pod).map(mesh -> mesh.toApp(pod));
    }

    private static Stream<Mesh> allIn(JsonNode pod) {
        return Arrays.stream(values()).filter(mesh -> mesh.in(pod).findAny().isPresent());
    }

    private Connections toApp(JsonNode pod) {
        String user = "-m owner --uid-owner "
                + proxyIn(pod).path("securityContext").path("runAsUser").asLong(proxyUser);
        return switch (this) {
            // Envoy has an address of its own for them: its calls of the pod's own Service go through it once more.
            case ISTIO -> new Connections("-s 127.0.0.6/32 " + user, "-s ::6/128 " + user);
            case LINKERD -> new Connections("-d 127.0.0.1/32 " + user, "-d ::1/128 " + user);
        };
    }

    /** With TPROXY the app sees Envoy's connections come from the caller, so nothing tells them apart. */
    static Optional<String> objectionToRedirects(JsonNode pod) {
        return Pods.stream(ISTIO.proxyIn(pod).path("env"))
                .filter(variable -> variable.path("name").asText().equals("ISTIO_META_INTERCEPTION_MODE"))
                .filter(variable -> variable.path("value").asText().equals("TPROXY"))
                .findFirst()
                .map(transparent -> "Istio's interception mode TPROXY leaves nothing to redirect; set"
                        + " sidecar.istio.io/interceptionMode to REDIRECT, or remove the annotation");
    }

    /** Missing where it is not in the pod. */
    private JsonNode proxyIn(JsonNode pod) {
        return Pods.containers(pod)
                .filter(container -> container.path("name").asText().equals(proxy))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /**
     * The kubelet asks the sidecar whether it has started before any proxy has. Where a CNI plugin redirects from the beginning,
     * it would never hear, and the pod would not start.
     */
    static void exempt(PodDraft draft, int port) {
        allIn(draft.pod()).forEach(mesh -> mesh.add(draft, String.valueOf(port)));
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
