package dev.remocal.test.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What is printed in the end; {@link SoakOptions#USAGE} says what each field is. */
record Summary(
        long requests,
        long http1,
        long grpc,
        long byDevelopers,
        long copies,
        long attaches,
        long detaches,
        long kills,
        long cuts,
        long cutOff,
        long failed,
        long misrouted,
        long problems,
        long peakRssMiB,
        long seed,
        long seconds) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean succeeded() {
        return failed == 0 && misrouted == 0 && problems == 0;
    }
}
