package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.remocal.protocol.Mode;
import java.util.Locale;
import java.util.Optional;

/** What {@code --mode} takes. */
enum AttachMode {
    DIVERT,
    MIRROR,
    /** No traffic: what the pod has is wanted, not what it gets. */
    NONE;

    /** Empty where no session is needed. */
    Optional<Mode> ofSession() {
        return switch (this) {
            case DIVERT -> Optional.of(Mode.DIVERT);
            case MIRROR -> Optional.of(Mode.MIRROR);
            case NONE -> Optional.empty();
        };
    }

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
