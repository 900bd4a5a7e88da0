package dev.remocal.test.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All objects of the cluster, kept in fabric8's CRUD mock, with the API server's metadata rules and an event history
 * that lets a watch begin at any recent version without a gap. Every method is atomic.
 */
final class Store {

    /** Events a watch may go back; a reader that is further behind is told to list again, as by a real server. */
    private static final int HISTORY_LIMIT = 20_000;

    static final ObjectMapper JSON = new ObjectMapper();

    private static final KubernetesSerialization MODELS = new KubernetesSerialization();

    private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
    private final Deque<StoreEvent> history = new ArrayDeque<>();
    private final Set<Consumer<StoreEvent>> listeners = new CopyOnWriteArraySet<>();
    private long version;

    static <T> T model(ObjectNode object, Class<T> type) {
        return MODELS.convertValue(object, type);
    }

    static ObjectNode json(Object model) {
        return JSON.valueToTree(MODELS.convertValue(model, Map.class));
    }

    synchronized long version() {
        return version;
    }

    synchronized Optional<ObjectNode> find(ResourcePath path) {
        return Optional.ofNullable(objects.findResource(objects.getKey(path.url())))
                .map(entry -> read(entry.getValue()));
    }

    ObjectNode require(ResourcePath path) {
        return find(path).orElseThrow(() -> ApiProblem.notFound(path.type(), path.requireName()));
    }

    <T> Optional<T> find(ResourcePath path, Class<T> type) {
        return find(path).map(object -> model(object, type));
    }

    synchronized List<ObjectNode> list(ResourceType type, @Nullable String namespace) {
        AttributeSet query =
                objects.getKey(ResourcePath.collection(type, namespace).url());
        return objects.getMap().entrySet().stream()
                .filter(entry -> entry.getKey().matches(query))
                .map(entry -> read(entry.getValue()))
                .sorted(Comparator.comparing(Store::namespacedName))
                .toList();
    }

    <T> List<T> list(ResourceType type, Class<T> model) {
        return list(type, (String) null).stream().map(o -> model(o, model)).toList();
    }

    synchronized ObjectNode create(ResourcePath collection, ObjectNode object) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        String name = nameOf(metadata, collection.type());
        ResourcePath path = collection.named(name);
        requireNamespace(path);
        if (find(path).isPresent()) {
            throw ApiProblem.alreadyExists(path.type(), name);
        }
        ObjectNode created = object.deepCopy();
        stamp(created.withObjectProperty("metadata"), path);
        created.put("kind", path.type().kind).put("apiVersion", path.type().apiVersion());
        return write(path, null, created);
    }

    /** Replaces all but the status, which only {@link #update} changes. */
    synchronized ObjectNode replace(ResourcePath path, ObjectNode object) {
        ObjectNode current = require(path);
        String expected = object.at("/metadata/resourceVersion").asText("");
        if (!expected.isEmpty()
                && !expected.equals(current.at("/metadata/resourceVersion").asText())) {
            throw ApiProblem.conflict(path.type(), path.requireName());
        }
        ObjectNode updated = object.deepCopy();
        if (current.has("status")) {
            updated.set("status", current.get("status"));
        }
        return save(path, current, updated);
    }

    /** Changes an object in place; a change that leaves it equal makes no event. */
    synchronized ObjectNode update(ResourcePath path, UnaryOperator<ObjectNode> change) {
        ObjectNode current = require(path);
        return save(path, current, change.apply(current.deepCopy()));
    }

    /** Like {@link #update}, for one who does not mind that the object is gone. */
    synchronized void updateIfPresent(ResourcePath path, UnaryOperator<ObjectNode> change) {
        if (find(path).isPresent()) {
            update(path, change);
        }
    }

    synchronized void remove(ResourcePath path) {
        find(path).ifPresent(current -> write(path, current, null));
    }

    synchronized void listen(Consumer<StoreEvent> listener) {
        listeners.add(listener);
    }

    /** Replays what came after a version and then goes on; false where the history no longer reaches back so far. */
    synchronized boolean listenFrom(long after, Consumer<StoreEvent> listener) {
        if (!history.isEmpty() && history.getFirst().version() > after + 1 && history.size() >= HISTORY_LIMIT) {
            return false;
        }
        history.stream().filter(event -> event.version() > after).forEach(listener);
        listeners.add(listener);
        return true;
    }

    void forget(Consumer<StoreEvent> listener) {
        listeners.remove(listener);
    }

    private ObjectNode save(ResourcePath path, ObjectNode current, ObjectNode changed) {
        // Through text and back: 1 as a long and 1 as an int are not equal nodes, and a change of nothing must be none.
        ObjectNode updated = read(changed.toString());
        ObjectNode metadata = updated.withObjectProperty("metadata");
        ObjectNode kept = current.withObjectProperty("metadata");
        for (String field : List.of("uid", "creationTimestamp", "name", "namespace", "generation", "resourceVersion")) {
            if (kept.has(field)) {
                metadata.set(field, kept.get(field));
            }
        }
        updated.put("kind", path.type().kind).put("apiVersion", path.type().apiVersion());
        if (updated.equals(current)) {
            return current;
        }
        if (!updated.path("spec").equals(current.path("spec"))) {
            metadata.put("generation", kept.path("generation").asLong() + 1);
        }
        return write(path, current, updated);
    }

    private ObjectNode write(ResourcePath path, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        version++;
        ObjectNode last = after == null ? before : after;
        if (last == null) {
            throw new IllegalArgumentException("a change needs an object before or after it");
        }
        last.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
        AttributeSet key = objects.getKey(path.url());
        Map.Entry<AttributeSet, String> entry = objects.findResource(key);
        objects.processEvent(path.url(), key, entry == null ? null : entry.getKey(), null, text(after));
        StoreEvent event = new StoreEvent(version, path.type(), before, after);
        history.addLast(event);
        if (history.size() > HISTORY_LIMIT) {
            history.removeFirst();
        }
        listeners.forEach(listener -> listener.accept(event));
        return last;
    }

    private void requireNamespace(ResourcePath path) {
        String namespace = path.namespace();
        if (path.type().namespaced
                && (namespace == null
                        || find(ResourcePath.of(ResourceType.NAMESPACES, null, namespace))
                                .isEmpty())) {
            throw ApiProblem.notFound(ResourceType.NAMESPACES, namespace == null ? "" : namespace);
        }
    }

    private static String nameOf(ObjectNode metadata, ResourceType type) {
        String name = metadata.path("name").asText("");
        String prefix = metadata.path("generateName").asText("");
        if (name.isEmpty() && prefix.isEmpty()) {
            throw ApiProblem.invalid(type, "", "metadata.name: Required value: name or generateName is required");
        }
        return name.isEmpty() ? prefix + Names.randomSuffix() : name;
    }

    private static void stamp(ObjectNode metadata, ResourcePath path) {
        metadata.put("name", path.name());
        if (path.namespace() != null) {
            metadata.put("namespace", path.namespace());
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        metadata.put("generation", 1);
        metadata.remove("deletionTimestamp");
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static ResourcePath pathOf(ResourceType type, HasMetadata object) {
        return ResourcePath.of(
                type, object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static String namespacedName(ObjectNode object) {
        return object.at("/metadata/namespace").asText("") + "/"
                + object.at("/metadata/name").asText();
    }

    private static ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String text(@Nullable ObjectNode object) {
        return object == null ? null : object.toString();
    }
}
