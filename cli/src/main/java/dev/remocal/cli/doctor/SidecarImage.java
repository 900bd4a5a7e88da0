package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/** Which sidecar a pod has. */
final class SidecarImage {

    private static final String CONTAINER = "remocal";

    private SidecarImage() {}

    /** Empty where the pod has none. */
    static String of(JsonNode pod) {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> pod.path("spec").path(list).valueStream())
                .filter(container -> container.path("name").asText().equals(CONTAINER))
                .map(container -> container.path("image").asText())
                .findFirst()
                .orElse("");
    }
}
