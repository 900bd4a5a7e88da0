package dev.remocal.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant: the word that takes the fewest changed letters (Levenshtein's distance). */
public final class Similarity {

    /** One letter in three may be wrong; beyond that it is another word. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private Similarity() {}

    public static Optional<String> nearest(String word, Collection<String> known) {
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
