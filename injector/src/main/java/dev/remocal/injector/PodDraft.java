package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pod under change, which keeps what is needed to lead back, and the patch that leads there. The pod that it begins with stays
 * as it is: only what changes is copied, for most of a large pod does not. The changes are written down as they are made:
 * finding them again by comparison takes memory for the square of a list's length.
 */
final class PodDraft {

    static final PodPath ORIGINAL = PodPath.of("metadata", "annotations", PodMetadata.ORIGINAL_ANNOTATION);

    private final ObjectNode pod;
    private final Map<PodPath, JsonNode> replaced = new LinkedHashMap<>();
    private final List<PodPath> added = new ArrayList<>();
    private final Set<JsonNode> copies = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JsonNode> made = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayNode patch = JsonNodeFactory.instance.arrayNode();

    PodDraft(JsonNode pod) {
        this.pod = (ObjectNode) copy(pod);
    }

    /** As it is so far; to be read only. */
    JsonNode pod() {
        return pod;
    }

    /** All changes until now (RFC 6902), by add and replace alone. */
    ArrayNode patch() {
        return patch;
    }

    /** Changes or adds the field or the element at this place. */
    void set(PodPath path, JsonNode value) {
        if (path.in(pod).isMissingNode()) {
            object(path.parent());
        }
        keep(path);
        put(path, value);
    }

    /** Adds an element that has a name. */
    void insert(PodPath list, int index, ObjectNode element) {
        keep(list.child(element.path("name").asText()));
        ArrayNode present = array(list);
        record("add", present, list.pointer(pod) + "/" + index, element);
        present.insert(index, element);
    }

    void append(PodPath list, ObjectNode element) {
        insert(list, list.in(pod).size(), element);
    }

    /** The pod as it is to be, with what was there before in an annotation. */
    ObjectNode finish() {
        object(ORIGINAL.parent());
        keep(ORIGINAL);
        put(ORIGINAL, TextNode.valueOf(new Originals(replaced, added).toString()));
        return pod;
    }

    private void put(PodPath path, JsonNode value) {
        JsonNode parent = own(path.parent());
        record(path.in(pod).isMissingNode() ? "add" : "replace", parent, path.pointer(pod), value);
        path.put(pod, value);
    }

    /** What was made here is in the patch with all that it holds in the end. */
    private void record(String operation, JsonNode parent, String pointer, JsonNode value) {
        if (!made.contains(parent)) {
            patch.addObject().put("op", operation).put("path", pointer).set("value", value);
        }
    }

    private void keep(PodPath path) {
        JsonNode before = path.in(pod);
        if (!before.isMissingNode()) {
            replaced.putIfAbsent(path, before);
        } else if (!Sidecar.PARTS.contains(path) && !path.equals(ORIGINAL)) {
            added.add(path);
        }
    }

    private void object(PodPath path) {
        keepEmpty(path);
        if (!path.in(pod).isObject()) {
            make(path, pod.objectNode());
        }
    }

    private ArrayNode array(PodPath path) {
        keepEmpty(path);
        if (!path.in(pod).isArray()) {
            make(path, pod.arrayNode());
        }
        return (ArrayNode) own(path);
    }

    private void make(PodPath path, JsonNode container) {
        if (!path.parent().isRoot()) {
            object(path.parent());
        }
        put(path, container);
        copies.add(container);
        made.add(container);
    }

    /** The object or list at this place, to be changed: it and all that it is in are copies from here on. */
    private JsonNode own(PodPath path) {
        JsonNode present = path.in(pod);
        if (copies.contains(present) || !present.isContainerNode()) {
            return present;
        }
        own(path.parent());
        JsonNode copy = copy(present);
        path.put(pod, copy);
        return copy;
    }

    /** What is in it is shared. */
    private JsonNode copy(JsonNode container) {
        JsonNode copy =
                switch (container) {
                    case ObjectNode object -> object.objectNode().setAll(object);
                    case ArrayNode list -> list.arrayNode().addAll(list);
                    default -> throw new IllegalArgumentException(container.getNodeType() + " holds nothing");
                };
        copies.add(copy);
        return copy;
    }

    /** Where nothing is left when the change is taken back, the place itself goes: unless it was there before. */
    private void keepEmpty(PodPath path) {
        JsonNode before = path.in(pod);
        if (!before.isMissingNode() && Pods.holdsNothing(before)) {
            replaced.putIfAbsent(path, before.deepCopy());
        }
    }
}
