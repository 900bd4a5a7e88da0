package dev.remocal.cli.names;

import dev.remocal.cli.names.HostReference.Span;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Replacements in one text, at positions of the original. */
final class Edits {

    private record Edit(Span at, String text) {}

    private final String original;
    private final Map<Integer, Edit> fromTheEnd = new TreeMap<>((a, b) -> Integer.compare(b, a));

    Edits(String original) {
        this.original = original;
    }

    /** Does nothing where that text is there already, but for the case of its letters. */
    void replace(Span at, String text) {
        if (!original.substring(at.start(), at.end()).equalsIgnoreCase(text)) {
            fromTheEnd.put(at.start(), new Edit(at, text));
        }
    }

    /** Empty where nothing was replaced. */
    Optional<String> result() {
        if (fromTheEnd.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder result = new StringBuilder(original);
        fromTheEnd
                .values()
                .forEach(edit -> result.replace(edit.at().start(), edit.at().end(), edit.text()));
        return Optional.of(result.toString());
    }
}
