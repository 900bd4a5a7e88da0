package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One folder under {@code golden}: {@code pod.yaml} goes in; {@code decision.yaml} (and {@code patched.yaml}, the pod as it is
 * to be) must come out. {@code settings.yaml}, where there is one, overrides {@link #DEFAULTS} and names the namespace's label and
 * its {@code namespaceOutgoing}, or why that could not be read.
 */
record GoldenCase(String name, Path folder) {

    static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final Path ROOT = Path.of("src/test/resources/golden");

    private static final String DEFAULTS = """
            namespace: enabled
            image: registry.example/remocal/sidecar:1.0.0
            cpuRequest: 10m
            cpuLimit: "1"
            memoryRequest: 96Mi
            memoryLimit: 256Mi
            runAsUser: 65532
            nativeImage: registry.example/remocal/sidecar:1.0.0
            jvmImage: registry.example/remocal/sidecar:1.0.0-jvm
            """;

    static List<GoldenCase> all() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.sorted()
                    .map(folder -> new GoldenCase(folder.getFileName().toString(), folder))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode pod() {
        return read("pod.yaml");
    }

    Decision decide() {
        return decide(pod());
    }

    Decision decide(JsonNode pod) {
        JsonNode settings = settings();
        return Injector.decide(
                pod,
                NamespaceInjection.of(text(settings, "namespace")),
                outgoing(settings),
                injectionSettings(settings));
    }

    private static NamespaceOutgoing outgoing(JsonNode settings) {
        return text(settings, "namespaceUnreadable") == null
                ? NamespaceOutgoing.of("shop", Optional.ofNullable(text(settings, "namespaceOutgoing")))
                : new NamespaceOutgoing.Unknown(
                        settings.path("namespaceUnreadable").asText());
    }

    private static InjectionSettings injectionSettings(JsonNode settings) {
        JsonNode user = settings.path("runAsUser");
        return new InjectionSettings(
                settings.path("image").asText(),
                text(settings, "imagePullPolicy"),
                settings.path("cpuRequest").asText(),
                settings.path("cpuLimit").asText(),
                settings.path("memoryRequest").asText(),
                settings.path("memoryLimit").asText(),
                user.isNumber() ? OptionalLong.of(user.asLong()) : OptionalLong.empty(),
                variants(settings),
                Optional.ofNullable(text(settings, "iptablesImage")));
    }

    private static Map<SidecarVariant, String> variants(JsonNode settings) {
        return Arrays.stream(SidecarVariant.values())
                .filter(variant -> settings.path(variant.label() + "Image").isTextual())
                .collect(Collectors.toMap(
                        variant -> variant,
                        variant -> settings.path(variant.label() + "Image").asText()));
    }

    private JsonNode settings() {
        ObjectNode settings = (ObjectNode) parse(DEFAULTS);
        return Files.exists(folder.resolve("settings.yaml"))
                ? settings.setAll((ObjectNode) read("settings.yaml"))
                : settings;
    }

    private static @Nullable String text(JsonNode settings, String field) {
        return settings.path(field).isTextual() ? settings.path(field).textValue() : null;
    }

    private JsonNode read(String file) {
        return parse(text(file));
    }

    private static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as it is, or empty where there is none. */
    String text(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String content) throws IOException {
        if (content.isEmpty()) {
            Files.deleteIfExists(folder.resolve(file));
        } else {
            Files.writeString(folder.resolve(file), content);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
