package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A TCP port that an app's container declares.
 *
 * @param name empty where it has none
 */
record AppPort(String container, String name, int number) {

    /** In the order of the pod. */
    static List<AppPort> of(JsonNode pod) {
        return containers(pod).flatMap(AppPort::ofContainer).toList();
    }

    /** The containers of the app itself: the ports of a mesh's are the mesh's own, no Service targets them. */
    static Stream<JsonNode> containers(JsonNode pod) {
        return Pods.stream(pod.path("spec").path("containers"))
                .filter(container -> !Mesh.isProxy(container.path("name").asText()));
    }

    private static Stream<AppPort> ofContainer(JsonNode container) {
        String name = container.path("name").asText();
        return Pods.stream(container.path("ports"))
                .filter(AppPort::isTcp)
                .map(port -> new AppPort(
                        name,
                        port.path("name").asText(""),
                        port.path("containerPort").asInt()));
    }

    private static boolean isTcp(JsonNode port) {
        int number = port.path("containerPort").asInt();
        return "TCP".equals(port.path("protocol").asText("TCP")) && number > 0 && number <= FreePorts.LAST;
    }

    boolean isNamed() {
        return !name.isEmpty();
    }
}
