package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How an app is told to listen on another port. */
sealed interface Relocation {

    /** Of the frameworks that are known: Quarkus, Spring Boot, and the habit that twelve-factor apps share. */
    List<String> KNOWN_VARIABLES = List.of("QUARKUS_HTTP_PORT", "SERVER_PORT", "PORT");

    String ALLOWED = "each entry is a port's number and quarkus, spring, port, args or a variable's name, such as"
            + " 8080=quarkus or 8080=HTTP_PORT";

    /** @return empty where the text is none of what {@link #ALLOWED} names */
    static Optional<Relocation> parse(String text) {
        return switch (text) {
            case "quarkus" -> Optional.of(new Variable("QUARKUS_HTTP_PORT"));
            case "spring" -> Optional.of(new Variable("SERVER_PORT"));
            case "port" -> Optional.of(new Variable("PORT"));
            case "args" -> Optional.of(new Arguments());
            default -> Variable.FORM.matcher(text).matches() ? Optional.of(new Variable(text)) : Optional.empty();
        };
    }

    /** A known variable that the container sets to exactly this number. */
    static Optional<Relocation> detect(JsonNode container, int number) {
        return KNOWN_VARIABLES.stream()
                .map(Variable::new)
                .filter(variable -> variable.isSetOnceTo(container, number))
                .<Relocation>map(variable -> variable)
                .findFirst();
    }

    /** Why this container's app cannot be told, as the rest of a sentence; empty where it can. */
    Optional<String> obstacle(JsonNode container, int number);

    void apply(PodDraft draft, PodPath container, int from, int to);

    /** An environment variable, which stands in {@code env} afterwards: there it takes precedence over {@code envFrom}. */
    record Variable(String name) implements Relocation {

        private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

        @Override
        public Optional<String> obstacle(JsonNode container, int number) {
            List<JsonNode> entries = entries(container);
            String in = container.path("name").asText();
            if (entries.size() > 1) {
                return Optional.of("container %s sets %s %d times; set it once".formatted(in, name, entries.size()));
            }
            return entries.stream()
                    .filter(entry -> entry.has("value"))
                    .map(entry -> entry.path("value").asText())
                    .filter(value -> !value.equals(String.valueOf(number)))
                    .findFirst()
                    .map(value -> "container %s sets %s to %s, so it is not what port %d comes from"
                            .formatted(in, name, Pods.quoted(value), number));
        }

        private boolean isSetOnceTo(JsonNode container, int number) {
            List<JsonNode> entries = entries(container);
            return entries.size() == 1
                    && String.valueOf(number)
                            .equals(entries.getFirst().path("value").textValue());
        }

        /** Kubernetes allows several of one name, of which the last counts. */
        private List<JsonNode> entries(JsonNode container) {
            return Pods.stream(container.path("env"))
                    .filter(entry -> entry.path("name").asText().equals(name))
                    .toList();
        }

        @Override
        public void apply(PodDraft draft, PodPath container, int from, int to) {
            PodPath list = container.child("env");
            PodPath entry = list.child(name);
            if (entry.in(draft.pod()) instanceof ObjectNode present) {
                ObjectNode moved = present.deepCopy();
                moved.remove("valueFrom");
                draft.set(entry, moved.put("value", String.valueOf(to)));
            } else {
                draft.append(list, Pods.named(name, String.valueOf(to)));
            }
        }
    }

    /** The number where it stands as a whole word in command and arguments. */
    record Arguments() implements Relocation {

        @Override
        public Optional<String> obstacle(JsonNode container, int number) {
            return Stream.of("command", "args")
                            .flatMap(list -> Pods.stream(container.path(list)))
                            .anyMatch(
                                    text -> word(number).matcher(text.asText()).find())
                    ? Optional.empty()
                    : Optional.of("neither command nor args of container %s have %d as a whole word"
                            .formatted(container.path("name").asText(), number));
        }

        @Override
        public void apply(PodDraft draft, PodPath container, int from, int to) {
            Stream.of("command", "args")
                    .map(container::child)
                    .flatMap(list -> elements(list, draft.pod()))
                    .filter(place ->
                            word(from).matcher(place.in(draft.pod()).asText()).find())
                    .forEach(place -> draft.set(
                            place,
                            TextNode.valueOf(word(from)
                                    .matcher(place.in(draft.pod()).asText())
                                    .replaceAll(String.valueOf(to)))));
        }

        private static Stream<PodPath> elements(PodPath list, JsonNode pod) {
            return list.in(pod) instanceof ArrayNode texts
                    ? IntStream.range(0, texts.size()).mapToObj(index -> list.child(String.valueOf(index)))
                    : Stream.of();
        }

        /** Neither a part of a name (web-8080) nor of a version or an address (10.0.80.8). */
        private static Pattern word(int number) {
            return Pattern.compile("(?<![\\w.-])%d(?![\\w-]|\\.\\d)".formatted(number));
        }
    }
}
