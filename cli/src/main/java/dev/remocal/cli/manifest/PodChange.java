package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What is to become of the pod of a workload. */
@FunctionalInterface
public interface PodChange {

    /** The answer for one pod. */
    sealed interface Answer {

        /**
         * @param sentence what was done, for people
         * @param warnings what they should know about it
         */
        record Change(ObjectNode pod, String sentence, List<String> warnings) implements Answer {
            public Change {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * @param intended whether that is what the manifest or an earlier run asks for, and nothing is amiss
         */
        record Keep(String code, String sentence, boolean intended) implements Answer {}
    }

    /**
     * @param pod a v1 Pod; that of a template has no name
     */
    Answer of(JsonNode pod);
}
