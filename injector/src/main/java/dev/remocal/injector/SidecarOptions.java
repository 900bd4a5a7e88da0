package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.OUTGOING_ANNOTATION;
import static dev.remocal.injector.PodMetadata.SIDECAR_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.protocol.OutgoingList;
import dev.remocal.protocol.OutgoingRules;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the pod's annotations and the settings make of its sidecar.
 *
 * @param resources empty where the sidecar shares those of the pod
 */
record SidecarOptions(String image, Optional<SidecarResources> resources, OutgoingRules outgoing) {

    /** @throws NotInjectable where an annotation is wrong */
    static SidecarOptions of(JsonNode pod, OutgoingList namespace, InjectionSettings settings) {
        Annotations annotations = new Annotations(pod);
        return new SidecarOptions(
                image(annotations, settings),
                SidecarResources.of(pod, settings),
                new OutgoingRules(outgoing(annotations), namespace));
    }

    private static OutgoingList outgoing(Annotations annotations) {
        try {
            return annotations
                    .word(OUTGOING_ANNOTATION)
                    .map(OutgoingList::parse)
                    .orElseGet(OutgoingList.All::new);
        } catch (IllegalArgumentException wrong) {
            throw annotations.wrong(OUTGOING_ANNOTATION, String.valueOf(wrong.getMessage()));
        }
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
