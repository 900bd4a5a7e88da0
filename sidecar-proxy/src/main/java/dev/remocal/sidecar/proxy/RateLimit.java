package dev.remocal.sidecar.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** So many a second on average, and so many at once after a pause: the generic cell rate algorithm (ITU-T I.371). */
final class RateLimit {

    private final LongSupplier nanoTime;
    private final long interval;
    private final long tolerance;
    private final AtomicLong due;

    /** @param nanoTime as {@link System#nanoTime} */
    RateLimit(int perSecond, int burst, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.tolerance = interval * (burst - 1);
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /** Takes one where one is left. */
    boolean take() {
        long now = nanoTime.getAsLong();
        while (true) {
            long expected = due.get();
            long start = expected - now > 0 ? expected : now;
            if (start - now > tolerance) {
                return false;
            }
            if (due.compareAndSet(expected, start + interval)) {
                return true;
            }
        }
    }
}
