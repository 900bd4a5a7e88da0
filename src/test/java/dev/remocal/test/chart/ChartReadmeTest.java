package dev.remocal.test.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of values in the chart's README is made of values.yaml and the descriptions in values.schema.json. */
class ChartReadmeTest {

    private static final Path README = Chart.FOLDER.resolve("README.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- values:[^\n]*\n).*?(<!-- end of values -->)", Pattern.DOTALL);

    @Test
    void tableIsThatOfTheValues() throws IOException {
        String readme = Files.readString(README);
        String expected = TABLE.matcher(readme).replaceFirst("$1" + Matcher.quoteReplacement(table()) + "$2");
        if ("write".equals(System.getProperty("remocal.golden"))) {
            Files.writeString(README, expected);
        }

        assertThat(Files.readString(README)).isEqualTo(expected);
    }

    private static String table() throws IOException {
        JsonNode values = new ObjectMapper(new YAMLFactory())
                .readTree(Chart.FOLDER.resolve("values.yaml").toFile());
        JsonNode schema = new ObjectMapper()
                .readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
        StringBuilder rows = new StringBuilder("| Value | Default | Meaning |\n|---|---|---|\n");
        appendRows(rows, "", values, schema);
        return rows.toString();
    }

    private static void appendRows(StringBuilder rows, String prefix, JsonNode values, JsonNode schema) {
        values.properties().forEach(entry -> {
            String name = prefix + entry.getKey();
            JsonNode described = schema.path("properties").path(entry.getKey());
            assertThat(described.isObject())
                    .as("%s in values.schema.json", name)
                    .isTrue();
            if (isGroup(entry.getValue(), described)) {
                appendRows(rows, name + ".", entry.getValue(), described);
            } else {
                rows.append(row(name, entry.getValue(), described));
            }
        });
        assertThat(
                        prefix.isEmpty()
                                ? schema.path("properties").size() - 1
                                : schema.path("properties").size())
                .as("values in the schema below '%s', without Helm's own 'global'", prefix)
                .isEqualTo(values.size());
    }

    /** Of values of this chart; what is written as in Kubernetes is one value. */
    private static boolean isGroup(JsonNode value, JsonNode schema) {
        return value.isObject() && !value.isEmpty() && schema.has("properties") && !value.has("requests");
    }

    private static String row(String name, JsonNode value, JsonNode schema) {
        String description = schema.path("description").asText();
        assertThat(description).as("description of %s", name).endsWith(".");
        return "| `%s` | `%s` | %s |\n".formatted(name, value.toString().replace("|", "\\|"), description);
    }
}
