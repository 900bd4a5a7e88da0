package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final RateLimit limit = new RateLimit(1000, 5, now::get);

    @Test
    void atOnceAsManyAsTheBurst() {
        assertThat(taken(20)).isEqualTo(5);
    }

    @Test
    void oneMoreForEachInterval() {
        taken(20);
        pass(1);
        assertThat(taken(20)).isEqualTo(1);
        pass(3);
        assertThat(taken(20)).isEqualTo(3);
    }

    @Test
    void aLongPauseSavesNoMoreThanTheBurst() {
        taken(20);
        pass(60_000);
        assertThat(taken(20)).isEqualTo(5);
    }

    private long taken(int attempts) {
        return IntStream.range(0, attempts).filter(attempt -> limit.take()).count();
    }

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
