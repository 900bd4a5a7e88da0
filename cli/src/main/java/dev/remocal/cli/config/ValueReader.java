package dev.remocal.cli.config;

import dev.remocal.cli.failure.CliException;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the value of one key as the words that the command line would have for it, just as they are written. */
final class ValueReader {

    private static final Set<String> SWITCH = Set.of("true", "false");

    private final Key key;
    private final BiFunction<Mark, String, CliException> wrong;

    ValueReader(Key key, BiFunction<Mark, String, CliException> wrong) {
        this.key = key;
        this.wrong = wrong;
    }

    List<String> texts(Node node) {
        return switch (key.shape()) {
            case ONE -> List.of(text(node, "a single value"));
            case SWITCH -> List.of(onOrOff(node));
            case MANY ->
                node instanceof SequenceNode list ? items(list) : List.of(text(node, "a single value or a list"));
            case PAIRS -> pairs(node);
            case WORDS -> words(node);
        };
    }

    private String onOrOff(Node node) {
        String text = text(node, "true or false");
        if (!SWITCH.contains(text)) {
            throw expected(node, "true or false");
        }
        return text;
    }

    private List<String> items(SequenceNode list) {
        return list.getValue().stream()
                .map(item -> text(item, "a list of single values"))
                .toList();
    }

    private List<String> pairs(Node node) {
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream().map(this::pair).toList();
            case SequenceNode list -> items(list);
            default -> List.of(text(node, "a mapping of names to values"));
        };
    }

    private String pair(NodeTuple entry) {
        String expected = "a mapping of names to values";
        return text(entry.getKeyNode(), expected) + "=" + text(entry.getValueNode(), expected);
    }

    private List<String> words(Node node) {
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return items(list);
        }
        throw expected(node, "a list of words, such as [\"./mvnw\", \"quarkus:dev\"]");
    }

    private String text(Node node, String expected) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw expected(node, expected);
    }

    private CliException expected(Node node, String expected) {
        return wrong.apply(node.getStartMark(), "'" + key.name() + "' must be " + expected);
    }
}
