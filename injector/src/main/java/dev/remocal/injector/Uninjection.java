package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;

/** What comes of taking the sidecar out of a pod. */
public sealed interface Uninjection {

    /** The pod as it was before {@link Injector#decide}; what others have changed since stays. */
    record Restored(JsonNode pod) implements Uninjection {}

    /**
     * The pod stays as it is.
     *
     * @param sentence names the pod, the cause and, where there is one, the next step; free of control characters
     */
    record Impossible(String sentence) implements Uninjection {}

    /** @param pod a v1 Pod, or the {@code metadata} and {@code spec} of a pod template; it is left as it is */
    static Uninjection of(JsonNode pod) {
        if (!Sidecar.isIn(pod)) {
            return new Impossible("%s has no sidecar.".formatted(Pods.subject(pod)));
        }
        String original = PodDraft.ORIGINAL.in(pod).asText();
        try {
            return restored(pod, Originals.parse(original));
        } catch (IllegalArgumentException damaged) {
            return new Impossible(
                    "Annotation %s of %s is %s, not what the injection wrote; put it back, or apply the manifest that was injected."
                            .formatted(PodMetadata.ORIGINAL_ANNOTATION, Pods.object(pod), Pods.quoted(original)));
        }
    }

    private static Uninjection restored(JsonNode pod, Originals originals) {
        ObjectNode before = pod.deepCopy();
        // A copied template has some of them already, which are put back in their places.
        Stream.concat(Sidecar.PARTS.stream(), Stream.of(PodDraft.ORIGINAL))
                .filter(part -> !originals.replaced().containsKey(part))
                .forEach(part -> part.remove(before));
        originals.restore(before);
        return new Restored(before);
    }
}
