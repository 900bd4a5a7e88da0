package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
 * A pod under change, which keeps what is needed to lead back. The pod that it begins with stays as it is: only what changes is
 * copied, for most of a large pod does not, and comparing the two then stops at what they share.
 */
final class PodDraft {

    static final PodPath ORIGINAL = PodPath.of("metadata", "annotations", PodMetadata.ORIGINAL_ANNOTATION);

    private final ObjectNode pod;
    private final Map<PodPath, JsonNode> replaced = new LinkedHashMap<>();
    private final List<PodPath> added = new ArrayList<>();
    private final Set<JsonNode> copies = Collections.newSetFromMap(new IdentityHashMap<>());

    PodDraft(JsonNode pod) {
        this.pod = (ObjectNode) copy(pod);
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
        own(path.parent());
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
        own(ORIGINAL.parent());
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
        own(path.parent());
        copies.add(container);
        path.put(pod, container);
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
