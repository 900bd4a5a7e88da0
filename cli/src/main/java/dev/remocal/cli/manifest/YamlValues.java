package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The values of YAML nodes as kubectl understands them: YAML 1.1, in which {@code yes} and {@code on} are true, but without
 * its numbers to the base of 60 ({@code 22:30} is text).
 */
final class YamlValues {

    /** Aliases of aliases multiply; no manifest comes near. */
    private static final int MAX_VALUES = 5_000_000;

    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");

    private static final Pattern INTEGER = Pattern.compile("([-+]?)(0x|0b|0o?)?([0-9a-fA-F_]+)");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d[\\d_]*)?\\.?\\d*([eE][-+]?\\d+)?");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private int values;
    private int depth;

    /**
     * @throws YAMLException where it is no more than a trap
     */
    JsonNode json(Node node) {
        values++;
        depth++;
        if (values > MAX_VALUES || depth > YamlText.MAX_DEPTH) {
            throw new YAMLException("its aliases stand for too many values");
        }
        JsonNode json = convert(node);
        depth--;
        return json;
    }

    private JsonNode convert(Node node) {
        return switch (node) {
            case MappingNode mapping -> object(mapping);
            case SequenceNode sequence -> array(sequence);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new YAMLException("it contains " + node.getNodeId());
        };
    }

    private ObjectNode object(MappingNode mapping) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!isMerge(entry)) {
                requireNew(object, entry);
                object.set(key(entry), json(entry.getValueNode()));
            }
        }
        mapping.getValue().stream().filter(YamlValues::isMerge).forEach(entry -> merge(object, entry.getValueNode()));
        return object;
    }

    /** As kubectl: whichever of the two was meant, the other one was not. */
    private static void requireNew(ObjectNode object, NodeTuple entry) {
        if (object.has(key(entry))) {
            throw new DuplicateKey(key(entry), entry.getKeyNode().getStartMark());
        }
    }

    private static final class DuplicateKey extends MarkedYAMLException {

        private static final long serialVersionUID = 1;

        DuplicateKey(String key, Mark place) {
            super("while reading a mapping", null, "the key " + key + " is there twice", place);
        }
    }

    private static boolean isMerge(NodeTuple entry) {
        return Tag.MERGE.equals(entry.getKeyNode().getTag());
    }

    /** What the mapping says itself counts, then the first that is merged. */
    private void merge(ObjectNode object, Node merged) {
        List<Node> sources = merged instanceof SequenceNode several ? several.getValue() : List.of(merged);
        for (Node source : sources) {
            json(source).properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
        }
    }

    static String key(NodeTuple entry) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
            return key.getValue();
        }
        throw new YAMLException("a key is not a plain value");
    }

    private ArrayNode array(SequenceNode sequence) {
        ArrayNode array = JSON.arrayNode();
        sequence.getValue().forEach(item -> array.add(json(item)));
        return array;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(TRUE.contains(text.toLowerCase(Locale.ROOT)));
        }
        if (tag.equals(Tag.INT)) {
            return integer(text);
        }
        boolean decimal = tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches();
        return decimal ? JSON.numberNode(new BigDecimal(text.replace("_", ""))) : JSON.textNode(text);
    }

    private static JsonNode integer(String text) {
        var matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            return JSON.textNode(text);
        }
        String digits = matcher.group(3).replace("_", "");
        BigInteger number = new BigInteger(digits.isEmpty() ? "0" : digits, radix(matcher.group(2)));
        BigInteger signed = matcher.group(1).equals("-") ? number.negate() : number;
        return signed.bitLength() < Integer.SIZE
                ? JSON.numberNode(signed.intValue())
                : signed.bitLength() < Long.SIZE ? JSON.numberNode(signed.longValue()) : JSON.numberNode(signed);
    }

    private static int radix(@Nullable String prefix) {
        return switch (prefix) {
            case "0x" -> 16;
            case "0b" -> 2;
            case "0", "0o" -> 8;
            case null, default -> 10;
        };
    }
}
