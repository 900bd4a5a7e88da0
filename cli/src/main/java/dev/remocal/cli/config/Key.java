package dev.remocal.cli.config;

import java.util.Optional;

/**
 * Something that may stand in a profile.
 *
 * @param path a relative one starts at the folder of the file
 * @param builtIn what holds where nobody says anything
 */
public record Key(String name, Shape shape, boolean path, Optional<String> builtIn) {

    /** How its value is written. */
    public enum Shape {
        /** {@code true} or {@code false}. */
        SWITCH,
        /** A single value. */
        ONE,
        /** A single value, or a list of them. */
        MANY,
        /** A mapping of names to values, or values in the form NAME=VALUE. */
        PAIRS,
        /** A list of words. */
        WORDS
    }

    boolean repeats() {
        return shape != Shape.ONE && shape != Shape.SWITCH;
    }

    String variable() {
        return Settings.variable(name);
    }
}
