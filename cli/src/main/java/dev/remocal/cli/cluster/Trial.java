package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** What became of a pod that was created as a dry run. */
public sealed interface Trial {

    /** @param pod as the API server would have stored it */
    record Admitted(JsonNode pod) implements Trial {}

    /** @param message what the API server said */
    record Refused(String message) implements Trial {}

    /** The user may not create pods. */
    record NotAllowed() implements Trial {}
}
