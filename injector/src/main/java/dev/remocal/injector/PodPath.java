package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place in a pod: {@code /spec/containers/app/env/PORT}. Written like a JSON Pointer (RFC 6901), but an element of a list is
 * called by its name where it has one, so that the place stays the same when others insert containers or variables.
 */
record PodPath(List<String> tokens) {

    PodPath {
        tokens = List.copyOf(tokens);
    }

    static PodPath of(String... tokens) {
        return new PodPath(List.of(tokens));
    }

    static PodPath container(String name) {
        return of("spec", "containers", name);
    }

    static PodPath parse(String text) {
        return new PodPath(Arrays.stream(text.split("/", -1))
                .skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    PodPath child(String token) {
        return new PodPath(Stream.concat(tokens.stream(), Stream.of(token)).toList());
    }

    PodPath parent() {
        return new PodPath(tokens.subList(0, tokens.size() - 1));
    }

    String last() {
        return tokens.getLast();
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    /** What is there; a missing node where nothing is. */
    JsonNode in(JsonNode pod) {
        JsonNode node = pod;
        for (String token : tokens) {
            node = node instanceof ArrayNode list ? element(list, token) : node.path(token);
        }
        return node;
    }

    /** The same place as a JSON Pointer, in which elements of lists have numbers. */
    String pointer(JsonNode pod) {
        StringBuilder pointer = new StringBuilder();
        JsonNode node = pod;
        for (String token : tokens) {
            if (node instanceof ArrayNode list) {
                int index = indexOf(list, token);
                pointer.append('/').append(index);
                node = list.path(index);
            } else {
                pointer.append('/').append(escaped(token));
                node = node.path(token);
            }
        }
        return pointer.toString();
    }

    /** Does nothing where the parent is no longer there. */
    void put(JsonNode pod, JsonNode value) {
        switch (parent().in(pod)) {
            case ObjectNode object -> object.set(last(), value);
            case ArrayNode list when indexOf(list, last()) >= 0 -> list.set(indexOf(list, last()), value);
            default -> {}
        }
    }

    /** Takes it out, and with it whatever holds nothing else. */
    void remove(JsonNode pod) {
        switch (parent().in(pod)) {
            case ObjectNode object -> object.remove(last());
            case ArrayNode list when indexOf(list, last()) >= 0 -> list.remove(indexOf(list, last()));
            default -> {
                return;
            }
        }
        if (!parent().isRoot() && parent().in(pod).isEmpty()) {
            parent().remove(pod);
        }
    }

    private static JsonNode element(ArrayNode list, String token) {
        int index = indexOf(list, token);
        return index < 0 ? MissingNode.getInstance() : list.get(index);
    }

    /** Command and arguments are lists of strings, which have numbers only. */
    private static int indexOf(ArrayNode list, String token) {
        return IntStream.range(0, list.size())
                .filter(index -> {
                    JsonNode element = list.get(index);
                    return token.equals(
                            element.isObject() ? element.path("name").asText() : String.valueOf(index));
                })
                .findFirst()
                .orElse(-1);
    }

    @Override
    public String toString() {
        return tokens.stream().map(token -> "/" + escaped(token)).collect(Collectors.joining());
    }

    private static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
