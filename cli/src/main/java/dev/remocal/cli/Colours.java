package dev.remocal.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** ANSI colours on a terminal, nothing elsewhere. */
enum Colours {
    ON,
    OFF;

    private static final String RESET = "\u001b[0m";

    private static final List<String> LABELS =
            List.of("\u001b[36m", "\u001b[35m", "\u001b[34m", "\u001b[32m", "\u001b[96m", "\u001b[95m");

    String bold(String text) {
        return paint("\u001b[1m", text);
    }

    String dim(String text) {
        return paint("\u001b[2m", text);
    }

    String good(String text) {
        return paint("\u001b[32m", text);
    }

    String warning(String text) {
        return paint("\u001b[33m", text);
    }

    String error(String text) {
        return paint("\u001b[31m", text);
    }

    String status(String text, @Nullable Integer status) {
        if (status == null || status >= 500) {
            return paint("\u001b[31m", text);
        }
        return paint(status >= 400 ? "\u001b[33m" : "\u001b[32m", text);
    }

    /** One of a few that are neither those of warnings nor those of errors. */
    String label(int number, String text) {
        return paint(LABELS.get(number % LABELS.size()), text);
    }

    private String paint(String start, String text) {
        return this == ON ? start + text + RESET : text;
    }
}
