package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The {@code sidecar} part of the chart's values, which the build puts beside this class. */
public final class ChartDefaults {

    private final JsonNode sidecar;

    private ChartDefaults(JsonNode sidecar) {
        this.sidecar = sidecar;
    }

    public static ChartDefaults read() {
        try (InputStream values = ChartDefaults.class.getResourceAsStream("values.yaml")) {
            return new ChartDefaults(new YAMLMapper().readTree(values).required("sidecar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String name) {
        return sidecar.required(name).asText();
    }

    /** Empty where the chart leaves it open. */
    public Optional<String> optional(String name) {
        return Optional.of(text(name)).filter(value -> !value.isEmpty());
    }
}
