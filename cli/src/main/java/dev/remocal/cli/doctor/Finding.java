package dev.remocal.cli.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.failure.CliFailure;

/**
 * What one check has found.
 *
 * @param check a word for programs
 * @param message a sentence that names the object and, where something is amiss, the next step
 * @param diff the smallest change that would mend it, as a unified diff; empty where there is none
 */
public record Finding(
        String check,
        Level level,
        String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String diff) {

    static Finding ok(String check, String message) {
        return new Finding(check, Level.OK, message, "");
    }

    static Finding warn(String check, String message) {
        return new Finding(check, Level.WARN, message, "");
    }

    static Finding fail(String check, String message) {
        return new Finding(check, Level.FAIL, message, "");
    }

    static Finding skip(String check, String message) {
        return new Finding(check, Level.SKIP, message, "");
    }

    Finding with(String change) {
        return new Finding(check, level, message, change);
    }

    /** Of what attach does without: not to be allowed to look is no fault. */
    static Finding unread(String check, Reading.Unknown<?> unknown) {
        return switch (unknown.failure()) {
            case CliFailure.NotAllowed(String verb, String resource, String namespace) ->
                skip(
                        check,
                        "You are not allowed to " + verb + " " + resource
                                + (namespace.isEmpty() ? "" : " in namespace " + namespace)
                                + ", so this was not looked at; attach does not need it.");
            case CliFailure failure -> skip(check, failure.sentence());
        };
    }
}
