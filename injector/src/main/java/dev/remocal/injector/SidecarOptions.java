package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.SIDECAR_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the pod's annotations and the settings make of its sidecar.
 *
 * @param resources empty where the sidecar shares those of the pod
 */
record SidecarOptions(String image, Optional<SidecarResources> resources) {

    /** @throws NotInjectable where an annotation is wrong */
    static SidecarOptions of(JsonNode pod, InjectionSettings settings) {
        return new SidecarOptions(image(new Annotations(pod), settings), SidecarResources.of(pod, settings));
    }

    private static String image(Annotations annotations, InjectionSettings settings) {
        Optional<String> asked = annotations.word(SIDECAR_ANNOTATION);
        return asked.isEmpty()
                ? settings.image()
                : SidecarVariant.parse(asked.get())
                        .map(settings.variants()::get)
                        .orElseThrow(() -> annotations.wrong(SIDECAR_ANNOTATION, allowed(settings)));
    }

    private static String allowed(InjectionSettings settings) {
        return settings.variants().isEmpty()
                ? "this webhook has one image only, remove the annotation"
                : settings.variants().keySet().stream()
                        .map(SidecarVariant::label)
                        .sorted()
                        .collect(Collectors.joining(" and ", "allowed here: ", ""));
    }
}
