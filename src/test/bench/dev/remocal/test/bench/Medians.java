package dev.remocal.test.bench;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Medians, which one disturbed turn does not move. */
final class Medians {

    private Medians() {}

    /** NaN of nothing; a figure that is NaN does not count. */
    static <T> double of(Collection<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least the given share of all is not above; NaN of nothing. */
    static double percentile(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(rank, 1) - 1];
    }
}
