package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What is to happen to one pod. */
public sealed interface Decision {

    /**
     * The pod gets the sidecar.
     *
     * @param pod the pod as it is to be
     * @param patch an RFC 6902 patch that leads from the pod as it was to the pod as it is to be
     * @param ports what the sidecar is in front of, at least one
     */
    record Inject(JsonNode pod, JsonNode patch, List<CapturedPort> ports, List<Warning> warnings) implements Decision {

        public Inject {
            ports = List.copyOf(ports);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The pod stays as it is.
     *
     * @param sentence names the pod, the cause and the next step; free of control characters, but of any length
     */
    record Skip(SkipReason reason, String sentence) implements Decision {}
}
