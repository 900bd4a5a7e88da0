package dev.remocal.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** JSON, as {@code kubectl get -o json} writes it. What is changed is written anew; without a change the text stays. */
final class JsonText {

    private static final JsonMapper JSON = new JsonMapper();

    private JsonText() {}

    /** By its first character, as kubectl tells them apart. */
    static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    private static List<JsonNode> documents(String source, String text) {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            return values.readAll();
        } catch (JsonProcessingException e) {
            throw new CliException(
                    new CliFailure.UnreadableManifest(
                            source, "JSON", e.getLocation().getLineNr(), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String rewrite(String source, String text, UnaryOperator<JsonNode> change) {
        List<JsonNode> before = documents(source, text);
        List<JsonNode> after = before.stream().map(change).toList();
        return after.equals(before) ? text : after.stream().map(JsonText::print).collect(Collectors.joining());
    }

    private static String print(JsonNode document) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        try {
            return JSON.writer(printer).writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
