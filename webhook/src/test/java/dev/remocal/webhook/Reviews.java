package dev.remocal.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Admission reviews that an API server sent; README.md beside them says which, and how to record them again. */
public final class Reviews {

    static final List<String> ALL =
            List.of("deployment", "stateful-set", "job", "bare-pod", "generate-name", "dry-run");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reviews() {}

    public static ObjectNode read(String name) {
        try {
            return (ObjectNode) JSON.readTree(Files.readString(Path.of("src/test/resources/reviews", name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The review with one field set, or removed where the value is null. */
    static ObjectNode with(String name, String parent, String field, Object value) {
        ObjectNode review = read(name);
        ((ObjectNode) review.at(parent)).set(field, JSON.valueToTree(value));
        return review;
    }

    static ObjectNode without(String name, String parent, String field) {
        ObjectNode review = read(name);
        ((ObjectNode) review.at(parent)).remove(field);
        return review;
    }

    /** What the API server makes of the review's pod and the base64 patch of the answer. */
    static JsonNode patched(String review, String patch) {
        try {
            return JsonPatch.apply(
                    JSON.readTree(Base64.getDecoder().decode(patch)),
                    read(review).at("/request/object"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
