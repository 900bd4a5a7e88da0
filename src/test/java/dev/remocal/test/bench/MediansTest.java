package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MediansTest {

    @Test
    void oneOutlierDoesNotCount() {
        assertThat(of(10, 11, 900)).isEqualTo(11);
    }

    @Test
    void ofAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(of(40, 10, 20, 30)).isEqualTo(25);
    }

    @Test
    void whatIsNoNumberDoesNotCount() {
        assertThat(of(5, Double.NaN, 7, 6)).isEqualTo(6);
        assertThat(of(Double.NaN)).isNaN();
        assertThat(of()).isNaN();
    }

    @Test
    void percentileIsAValueThatOccurred() {
        long[] hundred = LongStream.rangeClosed(1, 100).toArray();

        assertThat(Medians.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Medians.percentile(hundred, 0.50)).isEqualTo(50);
        assertThat(Medians.percentile(new long[] {7}, 0.99)).isEqualTo(7);
        assertThat(Medians.percentile(new long[0], 0.99)).isNaN();
    }

    private static double of(double... figures) {
        return Medians.of(Arrays.stream(figures).boxed().toList(), Double::doubleValue);
    }
}
