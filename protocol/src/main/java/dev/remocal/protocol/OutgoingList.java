package dev.remocal.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one annotation {@code remocal.dev/outgoing} allows: {@code all}, {@code none}, or a comma-separated list of rules
 * {@code [!]PATTERN[:PORT]}, of which the first that fits decides. Where none fits, a list with a rule that allows something
 * forbids, and one that only forbids allows.
 */
public sealed interface OutgoingList {

    /** Text form of {@link Unknown}; an annotation cannot say so. */
    String UNKNOWN = "?";

    record All() implements OutgoingList {}

    record None() implements OutgoingList {}

    /** A namespace's, where it could not be read or not be understood: nothing is allowed. */
    record Unknown() implements OutgoingList {}

    record Rules(List<OutgoingRule> rules) implements OutgoingList {
        public Rules {
            rules = List.copyOf(rules);
        }

        private Optional<OutgoingRule> firstThatFits(ResolvedDestination destination) {
            return rules.stream().filter(rule -> rule.fits(destination)).findFirst();
        }

        private boolean onlyForbids() {
            return rules.stream().noneMatch(OutgoingRule::allows);
        }
    }

    /**
     * Reads an annotation's value.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong and what is allowed
     */
    static OutgoingList parse(String annotation) {
        String text = annotation.strip().toLowerCase(Locale.ROOT);
        if (text.length() > Limits.MAX_OUTGOING_LENGTH) {
            throw new IllegalArgumentException(
                    "it has " + text.length() + " characters, " + Limits.MAX_OUTGOING_LENGTH + " are allowed");
        }
        return switch (text) {
            case "" -> throw new IllegalArgumentException("allowed are all, none, or rules separated by commas");
            case "all" -> new All();
            case "none" -> new None();
            default ->
                new Rules(Arrays.stream(text.split(",", -1))
                        .map(OutgoingList::rule)
                        .toList());
        };
    }

    private static OutgoingRule rule(String text) {
        OutgoingRule rule = OutgoingRule.parse(text.strip());
        if (rule.text().equals("all") || rule.text().equals("none")) {
            throw new IllegalArgumentException(rule.text() + " stands alone; among rules, * is every host");
        }
        return rule;
    }

    /** What {@link #parse} reads back to an equal list. */
    default String format() {
        return switch (this) {
            case All all -> "all";
            case None none -> "none";
            case Unknown unknown -> UNKNOWN;
            case Rules(List<OutgoingRule> rules) ->
                rules.stream().map(OutgoingRule::text).collect(Collectors.joining(","));
        };
    }

    /** @param owner whose annotation it is, as the clause names it */
    default Optional<String> forbids(ResolvedDestination destination, String owner) {
        return objection(destination)
                .map(objection -> "annotation " + OutgoingRules.ANNOTATION + " of " + owner + objection);
    }

    private Optional<String> objection(ResolvedDestination destination) {
        return switch (this) {
            case All all -> Optional.empty();
            case None none -> Optional.of(" is none, which forbids " + destination);
            case Unknown unknown ->
                Optional.of(" was wrong or unreadable when the pod was created, which forbids " + destination
                        + "; the webhook's log has the cause, and a new pod reads it again");
            case Rules rules ->
                rules.firstThatFits(destination)
                        .map(rule -> rule.allows()
                                ? Optional.<String>empty()
                                : Optional.of(" forbids " + destination + " (rule " + rule.text() + ")"))
                        .orElseGet(() -> rules.onlyForbids()
                                ? Optional.empty()
                                : Optional.of(" does not allow " + destination + " (" + rules.format() + ")"));
        };
    }
}
