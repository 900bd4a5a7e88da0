package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A copy of a pod under change, which keeps what is needed to lead back. */
final class PodDraft {

    static final PodPath ORIGINAL = PodPath.of("metadata", "annotations", PodMetadata.ORIGINAL_ANNOTATION);

    private final ObjectNode pod;
    private final Map<PodPath, JsonNode> replaced = new LinkedHashMap<>();
    private final List<PodPath> added = new ArrayList<>();

    PodDraft(JsonNode pod) {
        this.pod = pod.deepCopy();
    }

    /** As it is so far; to be read only. */
    JsonNode pod() {
        return pod;
    }

    /** Changes or adds the field or the element at this place. */
    void set(PodPath path, JsonNode value) {
        if (path.in(pod).isMissingNode()) {
            object(path.parent());
        }
        keep(path);
        path.put(pod, value);
    }

    /** Adds an element that has a name. */
    void insert(PodPath list, int index, ObjectNode element) {
        keep(list.child(element.path("name").asText()));
        array(list).insert(index, element);
    }

    void append(PodPath list, ObjectNode element) {
        insert(list, list.in(pod).size(), element);
    }

    /** The pod as it is to be, with what was there before in an annotation. */
    ObjectNode finish() {
        object(ORIGINAL.parent());
        keep(ORIGINAL);
        ORIGINAL.put(pod, TextNode.valueOf(new Originals(replaced, added).toString()));
        return pod;
    }

    private void keep(PodPath path) {
        JsonNode before = path.in(pod);
        if (!before.isMissingNode()) {
            replaced.putIfAbsent(path, before);
        } else if (!Sidecar.PARTS.contains(path) && !path.equals(ORIGINAL)) {
            added.add(path);
        }
    }

    private ObjectNode object(PodPath path) {
        keepEmpty(path);
        return path.in(pod) instanceof ObjectNode present ? present : (ObjectNode) made(path, pod.objectNode());
    }

    private ArrayNode array(PodPath path) {
        keepEmpty(path);
        return path.in(pod) instanceof ArrayNode present ? present : (ArrayNode) made(path, pod.arrayNode());
    }

    private JsonNode made(PodPath path, JsonNode container) {
        if (!path.parent().isRoot()) {
            object(path.parent());
        }
        path.put(pod, container);
        return container;
    }

    /** Where nothing is left when the change is taken back, the place itself goes: unless it was there before. */
    private void keepEmpty(PodPath path) {
        JsonNode before = path.in(pod);
        if (!before.isMissingNode() && Pods.holdsNothing(before)) {
            replaced.putIfAbsent(path, before.deepCopy());
        }
    }
}
