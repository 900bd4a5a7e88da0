package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The patch types of the API server: JSON patch, merge patch, strategic merge patch. Pure. */
final class Patches {

    /** Names the entries of a list in a strategic merge: the first that all entries have. */
    private static final List<String> MERGE_KEYS =
            List.of("name", "containerPort", "port", "mountPath", "type", "uid", "ip");

    private Patches() {}

    static ObjectNode apply(ObjectNode object, JsonNode patch, String contentType) {
        return switch (contentType.split(";", 2)[0].strip()) {
            case "application/json-patch+json" -> json(object, patch);
            case "application/merge-patch+json" -> merge(object.deepCopy(), patch, false);
            case "application/strategic-merge-patch+json", "application/apply-patch+yaml" ->
                merge(object.deepCopy(), patch, true);
            default -> throw new ApiProblem(415, "UnsupportedMediaType", "unsupported patch type " + contentType);
        };
    }

    static ObjectNode json(ObjectNode object, JsonNode patch) {
        return (ObjectNode) JsonPatch.apply(patch, object.deepCopy());
    }

    private static ObjectNode merge(ObjectNode target, JsonNode patch, boolean strategic) {
        patch.properties().forEach(field -> mergeField(target, field.getKey(), field.getValue(), strategic));
        return target;
    }

    private static void mergeField(ObjectNode target, String name, JsonNode value, boolean strategic) {
        if (name.startsWith("$")) {
            return;
        }
        if (value.isNull()) {
            target.remove(name);
        } else if (value.isObject()) {
            JsonNode current = target.get(name);
            boolean fresh = !(current instanceof ObjectNode) || "replace".equals(directive(value));
            target.set(name, merge(fresh ? target.objectNode() : (ObjectNode) current, value, strategic));
        } else if (strategic && value instanceof ArrayNode entries && target.get(name) instanceof ArrayNode current) {
            target.set(name, mergeList(current, entries));
        } else {
            target.set(name, value.deepCopy());
        }
    }

    private static ArrayNode mergeList(ArrayNode current, ArrayNode patch) {
        Optional<String> key = MERGE_KEYS.stream()
                .filter(candidate -> hasAll(current, candidate) && hasAll(patch, candidate))
                .findFirst();
        if (key.isEmpty() || (!patch.isEmpty() && !patch.get(0).isObject())) {
            return patch.deepCopy();
        }
        ArrayNode merged = current.deepCopy();
        patch.forEach(entry -> mergeEntry(merged, (ObjectNode) entry, key.get()));
        return merged;
    }

    private static void mergeEntry(ArrayNode merged, ObjectNode entry, String key) {
        int index = indexOf(merged, key, entry.get(key));
        boolean delete = "delete".equals(directive(entry));
        if (delete && index >= 0) {
            merged.remove(index);
        } else if (index >= 0) {
            merge((ObjectNode) merged.get(index), entry, true);
        } else if (!delete) {
            merged.add(merge(merged.objectNode(), entry, true));
        }
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasAll(ArrayNode list, String key) {
        return StreamSupport.stream(list.spliterator(), false).allMatch(entry -> entry.has(key));
    }

    private static @Nullable String directive(JsonNode patch) {
        return patch.path("$patch").asText(null);
    }
}
