package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.remocal.cli.config.Key;
import dev.remocal.cli.config.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** docs/remocal.schema.json says of a profile what {@code remocal attach --help} says of the flags. */
class SchemaTest {

    private static final Path FILE = Path.of("../docs/remocal.schema.json");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final CommandSpec ATTACH = CommandSpec.forAnnotatedObject(new AttachCommand());
    private static final Map<String, String> BESIDE_FLAGS = Map.of(
            Keys.TARGET, "svc/NAME, deploy/NAME, sts/NAME or pod/NAME.",
            Keys.COMMAND, "Run this when attached; the session ends with it.");

    @Test
    void theSchemaIsTheOneOfTheFlags() throws Exception {
        String schema = schema().toPrettyString() + "\n";
        if ("write".equals(System.getProperty("remocal.golden"))) {
            Files.writeString(FILE, schema);
        }
        assertThat(Files.readString(FILE))
                .as("-Dremocal.golden=write writes it anew")
                .isEqualTo(schema);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profiles: {a: {target: svc/a, port: ['8081:http', 80], header: x=1, all: true, command: [run]}}",
                "defaults: {env: {A: 1, B: two}, timeout: 10s}",
                "profiles: {a: {env: [A=1], directory: ./a}}",
                "{}"
            })
    void whatIsAllowedIsValid(String yaml) throws Exception {
        assertThat(problems(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profiles: {a: {mdoe: mirror}}",
                "defaults: {all: maybe}",
                "profiles: {a: {command: run}}",
                "profiles: {a: {mode: [mirror]}}",
                "profile: {}"
            })
    void anythingElseIsNot(String yaml) throws Exception {
        assertThat(problems(yaml)).isNotEmpty();
    }

    private static Set<ValidationMessage> problems(String yaml) throws Exception {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(FILE))
                .validate(new YAMLMapper().readTree(yaml));
    }

    private static ObjectNode schema() {
        ObjectNode schema = MAPPER.createObjectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "remocal.yaml")
                .put("type", "object")
                .put("additionalProperties", false);
        ObjectNode top = schema.putObject("properties");
        top.putObject("defaults")
                .put("description", "What holds for every profile, and without one.")
                .put("$ref", "#/$defs/section");
        ObjectNode profiles =
                top.putObject("profiles").put("description", "By name.").put("type", "object");
        profiles.putObject("additionalProperties").put("$ref", "#/$defs/section");
        ObjectNode definitions = schema.putObject("$defs");
        definitions
                .putObject("scalar")
                .putArray("type")
                .add("string")
                .add("number")
                .add("boolean");
        ObjectNode section = definitions.putObject("section");
        section.putArray("type").add("object").add("null");
        section.put("additionalProperties", false);
        ObjectNode properties = section.putObject("properties");
        Keys.ofProfile(ATTACH).all().forEach(key -> properties.set(key.name(), property(key)));
        return schema;
    }

    private static ObjectNode property(Key key) {
        ObjectNode property = MAPPER.createObjectNode().put("description", description(key));
        switch (key.shape()) {
            case SWITCH -> property.put("type", "boolean");
            case ONE -> property.setAll(scalar());
            case MANY -> property.putArray("anyOf").add(scalar()).add(list());
            case PAIRS -> property.putArray("anyOf").add(scalar()).add(list()).add(mapping());
            case WORDS -> property.setAll(list().put("minItems", 1));
        }
        return property;
    }

    private static String description(Key key) {
        String text = BESIDE_FLAGS.get(key.name());
        return text != null
                ? text
                : String.join(" ", ATTACH.findOption("--" + key.name()).description())
                        .replace("%%", "%");
    }

    private static ObjectNode scalar() {
        return MAPPER.createObjectNode().put("$ref", "#/$defs/scalar");
    }

    private static ObjectNode list() {
        return MAPPER.createObjectNode().put("type", "array").set("items", scalar());
    }

    private static ObjectNode mapping() {
        return MAPPER.createObjectNode().put("type", "object").set("additionalProperties", scalar());
    }
}
