package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;

/** Reading and extending a pod in JSON, where any field may be absent or null. */
final class Pods {

    /** Characters of a label's or annotation's value that a sentence repeats: enough to recognise a typing error. */
    private static final int MAX_QUOTED_LENGTH = 64;

    private Pods() {}

    /** A pod made by a controller has no name yet when it is admitted, only the beginning of one. */
    static String name(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        String name = metadata.path("name").asText("");
        return printable(name.isEmpty() ? metadata.path("generateName").asText("") + "*" : name);
    }

    static String quoted(String value) {
        String head = value.length() <= MAX_QUOTED_LENGTH ? value : value.substring(0, MAX_QUOTED_LENGTH) + "…";
        return '"' + printable(head) + '"';
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.isArray() ? array.valueStream() : Stream.empty();
    }

    /** The object under this field, made where it is absent or null. */
    static ObjectNode object(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode present ? present : parent.putObject(field);
    }

    /** The array under this field, made where it is absent or null. */
    static ArrayNode array(ObjectNode parent, String field) {
        return parent.get(field) instanceof ArrayNode present ? present : parent.putArray(field);
    }
}
