package dev.remocal.injector;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms in which the sidecar is built. */
public enum SidecarVariant {
    /** Small, and there at once. */
    NATIVE,
    /** For pods that are busy all day. */
    JVM;

    static Optional<SidecarVariant> parse(String text) {
        return Arrays.stream(values())
                .filter(variant -> variant.label().equals(text))
                .findFirst();
    }

    /** As in the annotation: {@code native}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
