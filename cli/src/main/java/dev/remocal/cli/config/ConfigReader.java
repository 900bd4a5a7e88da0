package dev.remocal.cli.config;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Understands the text of a {@code remocal.yaml}, or says in which line it does not. */
final class ConfigReader {

    private static final String PROFILES = "profiles";
    private static final String DEFAULTS = "defaults";

    private final Path path;
    private final Keys keys;

    ConfigReader(Path path, Keys keys) {
        this.path = path;
        this.keys = keys;
    }

    ConfigFile read(String text) {
        Map<String, Node> top = entries(compose(text), "the file");
        top.forEach(this::requireTopKey);
        Map<String, Section> profiles = new LinkedHashMap<>();
        entries(top.get(PROFILES), PROFILES)
                .forEach((name, profile) -> profiles.put(name, section(profile, "profile " + name)));
        return new ConfigFile(path, section(top.get(DEFAULTS), DEFAULTS), profiles);
    }

    private @Nullable Node compose(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw wrong(e.getProblemMark(), "this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw wrong(null, "this is not YAML: " + e.getMessage());
        }
    }

    private void requireTopKey(String name, Node value) {
        if (!Set.of(PROFILES, DEFAULTS).contains(name)) {
            throw wrong(
                    value.getStartMark(),
                    "'" + name + "' is not a key of the file; it has " + DEFAULTS + " and " + PROFILES
                            + ", and everything else is in these");
        }
    }

    private Section section(@Nullable Node node, String place) {
        Map<String, Value> values = new LinkedHashMap<>();
        entries(node, place).forEach((name, value) -> values.put(name, value(name, value, place)));
        return new Section(values);
    }

    private Value value(String name, Node node, String place) {
        Key key = keys.find(name).orElseThrow(() -> unknown(name, node, place));
        List<String> texts = new ValueReader(key, this::wrong).texts(node);
        return new Value(key.path() ? texts.stream().map(this::fromTheFile).toList() : texts, line(node));
    }

    private String fromTheFile(String text) {
        return path.resolveSibling(text).normalize().toString();
    }

    private CliException unknown(String name, Node node, String place) {
        List<String> known = keys.all().stream().map(Key::name).toList();
        String next = Similarity.hint(name, known).orElse("allowed are " + String.join(", ", known));
        return wrong(node.getStartMark(), "'" + name + "' is not a key of " + place + "; " + next);
    }

    /** Nothing where there is no node, or an empty one. */
    private Map<String, Node> entries(@Nullable Node node, String place) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return entries;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node.getStartMark(), place + " must be a mapping of keys to values");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String name = name(entry.getKeyNode());
            if (entries.put(name, entry.getValueNode()) != null) {
                throw wrong(entry.getKeyNode().getStartMark(), "'" + name + "' is there twice; leave it in once");
            }
        }
        return entries;
    }

    private String name(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(key.getStartMark(), "a key must be a plain word");
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private CliException wrong(@Nullable Mark mark, String problem) {
        String place = mark == null ? "" : ":" + (mark.getLine() + 1);
        return new CliException(new CliFailure.WrongConfiguration(path + place + ": " + problem));
    }
}
