package dev.remocal.test.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.test.cluster.SampleManifests;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the local process says it has of its pod's environment and neighbours. */
record Surroundings(List<String> variables, List<String> neighboursReached, List<String> problems) {

    /** catalog, stock and ledger. */
    static final int NEIGHBOURS = 3;

    static Surroundings of(JsonNode answer) {
        return new Surroundings(
                texts(answer.path("environment")).toList(),
                texts(answer.path("neighboursReached")).toList(),
                texts(answer.path("problems")).toList());
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    /** Whether it saw the pod's own values, all of them. */
    boolean environment() {
        return SampleManifests.SURROUNDINGS.entrySet().stream()
                .allMatch(variable -> variables.contains(variable.getKey() + "=" + variable.getValue()));
    }
}
