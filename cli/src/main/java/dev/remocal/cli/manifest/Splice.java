package dev.remocal.cli.manifest;

import java.util.Comparator;
import java.util.List;

/**
 * A piece of text in the place of another.
 *
 * @param from in code points, which is how SnakeYAML counts
 * @param to as from where something is only added
 */
record Splice(int from, int to, String replacement) {

    /** Those at the same place come in the order of the list. */
    static String apply(String text, List<Splice> splices) {
        int[] codePoints = text.codePoints().toArray();
        StringBuilder changed = new StringBuilder(text.length());
        int position = 0;
        for (Splice splice :
                splices.stream().sorted(Comparator.comparingInt(Splice::from)).toList()) {
            append(changed, codePoints, position, splice.from());
            changed.append(splice.replacement());
            position = Math.max(position, splice.to());
        }
        append(changed, codePoints, position, codePoints.length);
        return changed.toString();
    }

    private static void append(StringBuilder builder, int[] codePoints, int from, int to) {
        for (int index = from; index < to; index++) {
            builder.appendCodePoint(codePoints[index]);
        }
    }
}
