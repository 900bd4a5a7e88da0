package dev.remocal.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What cannot be told from an injected pod about the pod it was: the value of the annotation {@value PodMetadata#ORIGINAL_ANNOTATION}.
 * The sidecar's own parts ({@link Sidecar#PARTS}) have fixed names and are not in it.
 *
 * @param replaced what was there before, by place
 * @param added places where nothing was
 */
record Originals(Map<PodPath, JsonNode> replaced, List<PodPath> added) {

    private static final String REPLACED = "replaced";
    private static final String ADDED = "added";

    private static final JsonMapper JSON = new JsonMapper();

    /** @throws IllegalArgumentException where the text is not what {@link #toString} writes */
    static Originals parse(String text) {
        JsonNode json = json(text);
        require(json.isObject());
        require(json.path(REPLACED).isMissingNode() || json.path(REPLACED).isObject());
        require(json.path(ADDED).isMissingNode() || json.path(ADDED).isArray());
        Map<PodPath, JsonNode> replaced = new LinkedHashMap<>();
        json.path(REPLACED).properties().forEach(entry -> replaced.put(path(entry.getKey()), entry.getValue()));
        List<PodPath> added = json.path(ADDED)
                .valueStream()
                .map(JsonNode::asText)
                .map(Originals::path)
                .toList();
        return new Originals(replaced, added);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static PodPath path(String text) {
        require(text.startsWith("/"));
        return PodPath.parse(text);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    /** Puts back what was there before. */
    void restore(ObjectNode pod) {
        added.forEach(path -> path.remove(pod));
        replaced.forEach((path, before) -> restore(pod, path, before));
    }

    /** What held nothing may hold somebody else's by now. */
    private static void restore(ObjectNode pod, PodPath path, JsonNode before) {
        if (!Pods.holdsNothing(before)) {
            path.put(pod, before);
        } else if (path.in(pod).isMissingNode()) {
            makeAgain(pod, path.parent());
            path.put(pod, before);
        }
    }

    /** An object goes with the last thing in it; an element of a list is gone because somebody took it out. */
    private static void makeAgain(ObjectNode pod, PodPath object) {
        if (object.in(pod).isMissingNode() && object.parent().in(pod).isObject()) {
            object.put(pod, pod.objectNode());
        }
    }

    @Override
    public String toString() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!replaced.isEmpty()) {
            ObjectNode values = json.putObject(REPLACED);
            replaced.forEach((path, before) -> values.set(path.toString(), before));
        }
        if (!added.isEmpty()) {
            ArrayNode places = json.putArray(ADDED);
            added.forEach(path -> places.add(path.toString()));
        }
        return json.toString();
    }
}
