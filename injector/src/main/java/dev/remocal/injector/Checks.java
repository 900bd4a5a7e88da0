package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** What the kubelet asks of a container: its probes and lifecycle hooks. */
final class Checks {

    private Checks() {}

    /** Those that ask this container itself for this port, by its number or one of its names. */
    static Stream<PodPath> of(JsonNode pod, PodPath container, int number, List<String> names) {
        return ports(container)
                .filter(port -> isMeant(port.in(pod), number, names)
                        && isOwn(port.parent().in(pod)));
    }

    private static boolean isMeant(JsonNode port, int number, List<String> names) {
        return port.asText().equals(String.valueOf(number)) || names.contains(port.asText());
    }

    /** A check that names a host asks somebody else. */
    private static boolean isOwn(JsonNode action) {
        return action.path("host").asText("").isEmpty();
    }

    /** The places where one may have a port; a name is looked up in the same container only, and grpc takes numbers only. */
    static Stream<PodPath> ports(PodPath container) {
        PodPath lifecycle = container.child("lifecycle");
        return Stream.of(
                        container.child("livenessProbe"),
                        container.child("readinessProbe"),
                        container.child("startupProbe"),
                        lifecycle.child("postStart"),
                        lifecycle.child("preStop"))
                .flatMap(check -> Stream.of(check.child("httpGet"), check.child("tcpSocket"), check.child("grpc")))
                .map(action -> action.child("port"));
    }
}
