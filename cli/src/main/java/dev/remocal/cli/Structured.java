package dev.remocal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.remocal.protocol.Mode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes an answer for other programs. */
final class Structured {

    private Structured() {}

    static String json(Object value) {
        try {
            return JsonOutput.mapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String yaml(Object value) {
        try {
            return YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build()
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code 3d}, {@code 2h}, {@code 5m} or {@code 12s}. */
    static String age(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    /** With the share that a session which mirrors a part asked for: {@code mirror 10 %}. */
    static String mode(Mode mode, @Nullable Double samplePercent) {
        return samplePercent == null ? mode.wireName() : mode.wireName() + " " + percent(samplePercent);
    }

    static String percent(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + " %";
    }
}
