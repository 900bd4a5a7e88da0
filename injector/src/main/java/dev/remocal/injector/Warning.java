package dev.remocal.injector;

import java.util.Locale;

/**
 * What somebody should know of a pod that is injected all the same.
 *
 * @param sentence names the object, the cause and the next step
 */
public record Warning(Kind kind, String sentence) {

    /** Every kind there is. */
    public enum Kind {
        /** Some callers reach a declared port past the sidecar. */
        PARTIAL_CAPTURE,
        /** What the namespace lets developers reach is not known, so they reach nothing. */
        OUTGOING_UNKNOWN;

        /** The machine code: {@code partial-capture}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
