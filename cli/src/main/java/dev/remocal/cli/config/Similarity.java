package dev.remocal.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody may have meant: the word that takes the fewest changed letters (Levenshtein's distance). */
public final class Similarity {

    /** One letter in three may be wrong; beyond that it is another word. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private Similarity() {}

    /** Says which is perhaps meant. */
    public static Optional<String> hint(String word, Collection<String> known) {
        return hint("", word, known);
    }

    /**
     * Says which is perhaps meant of those that begin with the prefix, if the word does.
     *
     * @param prefix of no letters: what all have in common says nothing about which is meant
     */
    public static Optional<String> hint(String prefix, String word, Collection<String> known) {
        if (!word.startsWith(prefix)) {
            return Optional.empty();
        }
        List<String> names = known.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
        return nearest(word.substring(prefix.length()), names).map(near -> "perhaps '" + prefix + near + "' is meant");
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= 1 + word.length() / LETTERS_PER_MISTAKE)
                .filter(candidate -> distance(word, candidate) < candidate.length())
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int letter = 1; letter <= one.length(); letter++) {
            int diagonal = row[0];
            row[0] = letter;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (one.charAt(letter - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[row.length - 1];
    }
}
