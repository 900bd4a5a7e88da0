package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Capture {@code renumber}: a captured port keeps its name on its own entry and gets the sidecar's number, so Services that
 * target the name reach the sidecar. What its container's kubelet checks used the name for gets the app's number.
 */
final class Renumbering {

    private Renumbering() {}

    static void apply(ObjectNode pod, List<CapturedPort> ports) {
        for (JsonNode container : pod.path("spec").path("containers")) {
            String name = container.path("name").asText();
            ports.stream().filter(port -> port.container().equals(name)).forEach(port -> move(container, port));
        }
    }

    private static void move(JsonNode container, CapturedPort port) {
        Pods.stream(container.path("ports"))
                .filter(CapturePlan.NamedPort::isNamedTcp)
                .filter(entry -> port.name().equals(entry.path("name").asText()))
                .forEach(entry -> ((ObjectNode) entry).put("containerPort", port.listen()));
        checks(container)
                .filter(check -> port.name().equals(check.path("port").textValue()))
                .forEach(check -> ((ObjectNode) check).put("port", port.app()));
    }

    /** All that names a port for the kubelet; a name is looked up in the same container only, and grpc takes numbers only. */
    private static Stream<JsonNode> checks(JsonNode container) {
        JsonNode lifecycle = container.path("lifecycle");
        return Stream.of(
                        container.path("livenessProbe"),
                        container.path("readinessProbe"),
                        container.path("startupProbe"),
                        lifecycle.path("postStart"),
                        lifecycle.path("preStop"))
                .flatMap(handler -> Stream.of(handler.path("httpGet"), handler.path("tcpSocket")));
    }
}
