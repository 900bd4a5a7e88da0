package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reading a pod in JSON, where any field may be absent or null. */
final class Pods {

    /** Characters of a label's or annotation's value that a sentence repeats: enough to recognise a typing error. */
    private static final int MAX_QUOTED_LENGTH = 64;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Pods() {}

    /** A pod made by a controller has no name yet when it is admitted, only the beginning of one. */
    static String name(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        String name = metadata.path("name").asText("");
        return printable(name.isEmpty() ? metadata.path("generateName").asText("") + "*" : name);
    }

    /** For the beginning of a sentence. */
    static String subject(JsonNode pod) {
        String object = object(pod);
        return Character.toUpperCase(object.charAt(0)) + object.substring(1);
    }

    /** A pod template has neither a name nor the beginning of one; whoever holds it knows whose it is. */
    static String object(JsonNode pod) {
        return name(pod).equals("*") ? "the pod template" : "pod " + name(pod);
    }

    static String quoted(String value) {
        String head = value.length() <= MAX_QUOTED_LENGTH ? value : value.substring(0, MAX_QUOTED_LENGTH) + "…";
        return '"' + printable(head) + '"';
    }

    private static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    /** As in a list of variables. */
    static ObjectNode named(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("value", value);
    }

    /** The first of those that share a key, in their order. */
    static <T, K> List<T> firstOfEach(Stream<T> all, Function<T, K> key) {
        Map<K, T> first = new LinkedHashMap<>();
        all.forEach(each -> first.putIfAbsent(key.apply(each), each));
        return List.copyOf(first.values());
    }

    /** Init containers as well, and with them sidecars. */
    static Stream<JsonNode> containers(JsonNode pod) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> stream(pod.path("spec").path(list)));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.isArray() ? array.valueStream() : Stream.empty();
    }

    /** The API server and YAML know three ways of writing down nothing: no field, null, and an empty list or object. */
    static boolean holdsNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
    }
}
