package dev.remocal.cli;

import java.util.OptionalLong;

/** The user of the sidecar: a number, or none. */
final class RunAsUser {

    private RunAsUser() {}

    static OptionalLong parse(String text) {
        if (text.equals("none")) {
            return OptionalLong.empty();
        }
        if (!text.matches("\\d{1,10}")) {
            throw new IllegalArgumentException(
                    "run-as-user is " + text + "; allowed are 1 and above, or none to leave it to the platform");
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
