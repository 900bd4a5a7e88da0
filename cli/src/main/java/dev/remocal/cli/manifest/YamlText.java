package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** YAML with its places: every value knows where in the text it stands. */
final class YamlText {

    /** An export of a large namespace has some megabytes; the API server takes 3 MiB for one object. */
    private static final int MAX_CODE_POINTS = 64 * 1024 * 1024;

    /** Schemas in a CustomResourceDefinition are the deepest that manifests go; they stay below 60. */
    static final int MAX_DEPTH = 200;

    private record Document(Node node, JsonNode json) {}

    private final String text;
    private final List<Document> documents;

    private YamlText(String text, List<Document> documents) {
        this.text = text;
        this.documents = documents;
    }

    static YamlText parse(String source, String text) {
        try {
            List<Document> documents = new ArrayList<>();
            for (Node node : yaml().composeAll(new StringReader(text))) {
                documents.add(new Document(node, new YamlValues().json(node)));
            }
            return new YamlText(text, documents);
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
            String problem = Optional.ofNullable(e.getProblem()).orElse("");
            throw new CliException(new CliFailure.UnreadableManifest(source, "YAML", line, problem), e);
        } catch (YAMLException e) {
            throw new CliException(
                    new CliFailure.UnreadableManifest(source, "YAML", 0, String.valueOf(e.getMessage())), e);
        }
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CODE_POINTS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    /** The text with the documents changed; those that the function leaves alone stay as they are. */
    String rewrite(UnaryOperator<JsonNode> change, Consumer<Outcome> outcomes) {
        List<Splice> splices = new ArrayList<>();
        for (Document document : documents) {
            JsonNode after = change.apply(document.json());
            if (!after.equals(document.json())) {
                splices.addAll(splices(document, after, outcomes));
            }
        }
        return Splice.apply(text, splices);
    }

    /** What cannot be written in place, for its anchors say, is written anew. */
    private List<Splice> splices(Document document, JsonNode after, Consumer<Outcome> outcomes) {
        YamlEdits edits = new YamlEdits(text);
        List<Splice> inPlace = edits.between(document.node(), document.json(), after);
        if (leadsTo(document, inPlace, after)) {
            return inPlace;
        }
        outcomes.accept(new Outcome.Reformatted(
                Workloads.name(after),
                "Its document cannot be changed in place, because of its anchors or its layout; it is written anew,"
                        + " without its comments."));
        return edits.anew(document.node(), after);
    }

    /** A number is the same however wide Jackson holds it. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean numbers = one.isNumber() && other.isNumber();
        return numbers ? one.decimalValue().compareTo(other.decimalValue()) : one.equals(other) ? 0 : 1;
    }

    private boolean leadsTo(Document document, List<Splice> splices, JsonNode after) {
        int index = documents.indexOf(document);
        try {
            List<Document> reread = parse("", Splice.apply(text, splices)).documents;
            return reread.size() == documents.size()
                    && after.equals(YamlText::compare, reread.get(index).json());
        } catch (CliException unreadable) {
            return false;
        }
    }
}
