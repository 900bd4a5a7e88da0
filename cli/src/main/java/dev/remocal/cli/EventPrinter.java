package dev.remocal.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Prints events on a thread of its own: a terminal that stands still (Ctrl-S, a pager) must not hold up the tunnel. What
 * does not fit its queue is left out and counted.
 */
final class EventPrinter implements AutoCloseable {

    /** Events that wait for the output: seconds of a busy service. */
    private static final int MAX_QUEUED_EVENTS = 10_000;

    /** How long the end of the command waits for an output that stands still. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(300);

    private record Entry(Instant time, CliEvent event) {}

    private final EventOutput output;
    private final Clock clock;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_QUEUED_EVENTS);
    private final AtomicLong unprinted = new AtomicLong();
    private final Thread thread = new Thread(this::run, "remocal-output");
    private volatile boolean closing;

    EventPrinter(EventOutput output, Clock clock) {
        this.output = output;
        this.clock = clock;
        thread.setDaemon(true);
        thread.start();
    }

    void print(CliEvent event) {
        if (!queue.offer(new Entry(clock.instant(), event))) {
            unprinted.incrementAndGet();
        }
    }

    long unprinted() {
        return unprinted.get();
    }

    private void run() {
        Entry entry = next();
        while (entry != null) {
            output.print(entry.time(), entry.event());
            entry = next();
        }
    }

    /** Null at the end. */
    private @Nullable Entry next() {
        while (!closing) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                closing = true;
            }
        }
        return queue.poll();
    }

    /** Prints what is queued, unless the output stands still. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(DRAIN_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
