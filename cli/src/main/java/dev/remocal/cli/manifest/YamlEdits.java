package dev.remocal.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds the least that has to change in a YAML text so that a document says something else. It knows the layouts that people
 * and tools write; whether it was right is for the caller to check by reading the result.
 */
final class YamlEdits {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private final int[] text;
    private final String lineBreak;
    private final List<Splice> splices = new ArrayList<>();

    YamlEdits(String text) {
        this.text = text.codePoints().toArray();
        this.lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
    }

    List<Splice> between(Node document, JsonNode before, JsonNode after) {
        change(document, before, after, replacement -> replacement);
        return List.copyOf(splices);
    }

    /** The document as a whole, in a layout of its own. */
    List<Splice> anew(Node document, JsonNode after) {
        return List.of(
                new Splice(start(document), end(document), block(after, 0).stripLeading()));
    }

    /**
     * @param layout how what takes the place of a value is to be written where it stands
     */
    private void change(Node node, JsonNode before, JsonNode after, UnaryOperator<String> layout) {
        if (before.equals(after)) {
            return;
        }
        boolean collections = !after.isEmpty() && !before.isEmpty();
        if (collections && node instanceof MappingNode mapping && after instanceof ObjectNode object) {
            changeEntries(mapping, before, object);
        } else if (collections && node instanceof SequenceNode sequence && after instanceof ArrayNode array) {
            changeItems(sequence, before, array);
        } else {
            splices.add(new Splice(start(node), end(node), layout.apply(inline(after))));
        }
    }

    private void changeEntries(MappingNode mapping, JsonNode before, ObjectNode after) {
        List<NodeTuple> entries = mapping.getValue();
        List<String> own = new ArrayList<>();
        for (int index = 0; index < entries.size(); index++) {
            NodeTuple entry = entries.get(index);
            String key = YamlValues.key(entry);
            own.add(key);
            if (after.has(key)) {
                changeValue(mapping, entry, before.path(key), after.get(key));
            } else if (before.has(key)) {
                remove(mapping, entries, index);
            }
        }
        ObjectNode added = JsonNodeFactory.instance.objectNode();
        after.properties().stream()
                .filter(entry ->
                        !own.contains(entry.getKey()) && !entry.getValue().equals(before.get(entry.getKey())))
                .forEach(entry -> added.set(entry.getKey(), entry.getValue()));
        if (!added.isEmpty()) {
            add(mapping, added);
        }
    }

    private void changeValue(MappingNode mapping, NodeTuple entry, JsonNode before, JsonNode after) {
        Node value = entry.getValueNode();
        boolean toBlock = !isFlow(mapping) && after.isContainerNode() && !after.isEmpty() && before.isEmpty();
        if (toBlock && !before.equals(after)) {
            int column = column(start(entry.getKeyNode()));
            int indent = after.isArray() ? column : column + 2;
            replaceBehindColon(entry, lineBreak + block(after, indent));
        } else if (isBlock(value) && after.isEmpty() && !before.equals(after)) {
            replaceBehindColon(entry, after.isNull() ? "" : " " + inline(after));
        } else {
            boolean stuck = start(value) > 0 && text[start(value) - 1] == ':';
            change(value, before, after, replacement -> (stuck ? " " : "") + replacement);
        }
    }

    private void replaceBehindColon(NodeTuple entry, String replacement) {
        int colon = colon(entry);
        splices.add(new Splice(colon, Math.max(colon, end(entry.getValueNode())), replacement));
    }

    private void changeItems(SequenceNode sequence, JsonNode before, ArrayNode after) {
        List<Node> items = sequence.getValue();
        boolean paired = before.size() == after.size();
        int old = 0;
        for (JsonNode item : after) {
            while (old < items.size() && !paired && isRemoved(before.get(old), after)) {
                remove(sequence, items, old++);
            }
            boolean same =
                    old < items.size() && (paired || identity(before.get(old)).equals(identity(item)));
            if (same) {
                change(items.get(old), before.get(old), item, replacement -> replacement);
                old++;
            } else {
                insert(sequence, items, old, item);
            }
        }
        while (old < items.size()) {
            remove(sequence, items, old++);
        }
    }

    private static boolean isRemoved(JsonNode item, ArrayNode after) {
        return after.valueStream().noneMatch(kept -> identity(kept).equals(identity(item)));
    }

    /** Kubernetes' lists are mostly told apart by names. */
    private static String identity(JsonNode item) {
        return item.has("name") ? item.get("name").asText() : item.toString();
    }

    private void add(MappingNode mapping, ObjectNode added) {
        NodeTuple last = mapping.getValue().getLast();
        int end = end(last.getValueNode());
        if (isFlow(mapping)) {
            String json = inline(added);
            splices.add(insertion(end, ", " + json.substring(1, json.length() - 1)));
        } else {
            int column = column(start(mapping.getValue().getFirst().getKeyNode()));
            splices.add(insertion(lineEnd(end), lineBreak + block(added, column)));
        }
    }

    private void insert(SequenceNode sequence, List<Node> items, int index, JsonNode item) {
        ArrayNode one = JsonNodeFactory.instance.arrayNode().add(item);
        if (isFlow(sequence)) {
            splices.add(
                    index < items.size()
                            ? insertion(start(items.get(index)), inline(item) + ", ")
                            : insertion(end(items.getLast()), ", " + inline(item)));
        } else if (index < items.size()) {
            int dash = dash(items.get(index));
            splices.add(insertion(lineStart(dash), block(one, column(dash)) + lineBreak));
        } else {
            String added = lineBreak + block(one, column(dash(items.getLast())));
            splices.add(insertion(lineEnd(end(items.getLast())), added));
        }
    }

    private static Splice insertion(int position, String added) {
        return new Splice(position, position, added);
    }

    private void remove(MappingNode mapping, List<NodeTuple> entries, int index) {
        int start = start(entries.get(index).getKeyNode());
        int end = end(entries.get(index).getValueNode());
        int next = index + 1 < entries.size() ? start(entries.get(index + 1).getKeyNode()) : end;
        int previous = index > 0 ? end(entries.get(index - 1).getValueNode()) : start;
        remove(isFlow(mapping), previous, start, end, next);
    }

    private void remove(SequenceNode sequence, List<Node> items, int index) {
        boolean flow = isFlow(sequence);
        int start = flow ? start(items.get(index)) : dash(items.get(index));
        int end = end(items.get(index));
        int next = index + 1 < items.size() ? start(items.get(index + 1)) : end;
        int previous = index > 0 ? end(items.get(index - 1)) : start;
        remove(flow, previous, start, end, next);
    }

    /** With the comma that parts it from its neighbour, or with the lines it is on. */
    private void remove(boolean flow, int previous, int start, int end, int next) {
        boolean ownLine = !flow && isBlank(lineStart(start), start) && lineStart(start) > 0;
        if (ownLine) {
            splices.add(new Splice(lineBreakBefore(start), lineEnd(end), ""));
        } else if (flow && previous < start) {
            splices.add(new Splice(previous, end, ""));
        } else {
            splices.add(new Splice(start, next, ""));
        }
    }

    private static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    private static boolean isBlock(Node node) {
        return node instanceof CollectionNode<?> collection && !isFlow(collection);
    }

    private static int start(Node node) {
        return node.getStartMark().getIndex();
    }

    /** SnakeYAML's end of a block is where the next thing begins, which may be many comments later. */
    private int end(Node node) {
        if (isBlock(node)) {
            return switch (node) {
                case MappingNode mapping -> end(mapping.getValue().getLast().getValueNode());
                case SequenceNode sequence -> end(sequence.getValue().getLast());
                default -> node.getEndMark().getIndex();
            };
        }
        int end = node.getEndMark().getIndex();
        while (end > start(node) && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        return end;
    }

    private int colon(NodeTuple entry) {
        int position = entry.getKeyNode().getEndMark().getIndex();
        while (text[position] != ':') {
            position++;
        }
        return position + 1;
    }

    private int dash(Node item) {
        int position = start(item) - 1;
        while (position > 0 && text[position] != '-') {
            position--;
        }
        return position;
    }

    private int lineStart(int position) {
        int start = position;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** Before the line break. */
    private int lineEnd(int position) {
        int end = position;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end > position && text[end - 1] == '\r' ? end - 1 : end;
    }

    private int lineBreakBefore(int position) {
        int feed = lineStart(position) - 1;
        return feed > 0 && text[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private int column(int position) {
        return position - lineStart(position);
    }

    private boolean isBlank(int from, int to) {
        for (int index = from; index < to; index++) {
            if (!Character.isWhitespace(text[index])) {
                return false;
            }
        }
        return true;
    }

    /** On one line, as JSON, which YAML contains. */
    private static String inline(JsonNode value) {
        return value.isContainerNode() ? spaced(value) : block(value);
    }

    private static String spaced(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(entry ->
                            block(JsonNodeFactory.instance.textNode(entry.getKey())) + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.valueStream().map(YamlEdits::flow).collect(Collectors.joining(", ", "[", "]"));
    }

    /** In JSON's quotes, because commas and brackets mean something here. */
    private static String flow(JsonNode value) {
        return value.isContainerNode() ? spaced(value) : value.toString();
    }

    private String block(JsonNode value, int indent) {
        return block(value)
                .lines()
                .map(line -> line.isEmpty() ? line : " ".repeat(indent) + line)
                .collect(Collectors.joining(lineBreak));
    }

    private static String block(JsonNode value) {
        try {
            return YAML.writeValueAsString(value).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
