package dev.remocal.protocol;

/**
 * What a value must be for a predicate to hold.
 *
 * <p>Text form: {@code value} is exact, {@code ~expression} is an RE2 regular expression that must be found somewhere in
 * the value, {@code value*} is a prefix. A quoted {@code "value"} is taken as it stands.
 */
public sealed interface ValueMatch {

    record Exact(String value) implements ValueMatch {}

    record Prefix(String value) implements ValueMatch {}

    record Regex(String expression) implements ValueMatch {
        public Regex {
            if (expression.length() > Limits.MAX_REGEX_LENGTH) {
                throw new IllegalArgumentException("the regular expression has " + expression.length() + " characters, "
                        + Limits.MAX_REGEX_LENGTH + " are allowed");
            }
        }
    }

    /** Holds for every value, so the predicate asks only that the name is there. */
    record Present() implements ValueMatch {}
}
