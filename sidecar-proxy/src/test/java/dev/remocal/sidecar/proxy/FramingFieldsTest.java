package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names of fields matter to framing. */
class FramingFieldsTest {

    /** As well a guard against two of one length, of which only one would be found. */
    @ParameterizedTest
    @EnumSource
    void nameIsKnownWithoutRegardToCase(FramingFields.Name name) {
        String text = name.name().replace('_', '-');

        assertThat(nameOf(text)).isEqualTo(name);
        assertThat(nameOf(text.toLowerCase(Locale.ROOT))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie",
                "Content-Lengt",
                "Content-Lengths",
                "Content_Length",
                "Connectiom",
                "Transfer-Encoding-"
            })
    void otherNameIsNot(String text) {
        assertThat(nameOf(text)).isNull();
    }

    @Test
    void nameMayStandBetweenOtherBytes() {
        assertThat(FramingFields.Name.of(ascii("x: y\r\nUpgrade: z"), 6, 13)).isEqualTo(FramingFields.Name.UPGRADE);
    }

    private static FramingFields.@Nullable Name nameOf(String text) {
        return FramingFields.Name.of(ascii(text), 0, text.length());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
