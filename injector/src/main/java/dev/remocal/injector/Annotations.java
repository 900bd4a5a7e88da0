package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What people ask for in a pod's annotations. */
record Annotations(JsonNode pod) {

    Optional<String> value(String annotation) {
        JsonNode value = pod.path("metadata").path("annotations").path(annotation);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    /** Without the spaces around it. */
    Optional<String> word(String annotation) {
        return value(annotation).map(String::strip);
    }

    /** Comma-separated, without the spaces around each; nothing where there is no such annotation. */
    List<String> entries(String annotation) {
        return value(annotation)
                .map(text ->
                        Arrays.stream(text.split(",", -1)).map(String::strip).toList())
                .orElse(List.of());
    }

    /** @param allowed the rest of a sentence: {@code allowed are true and false} */
    NotInjectable wrong(String annotation, String allowed) {
        return new NotInjectable(new Decision.Skip(
                SkipReason.INVALID_ANNOTATION,
                "Annotation %s of %s is %s; %s."
                        .formatted(
                                annotation,
                                Pods.object(pod),
                                Pods.quoted(value(annotation).orElse("")),
                                allowed)));
    }
}
