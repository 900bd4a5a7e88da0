package dev.remocal.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and SIGTERM. The virtual machine answers both by running its shutdown hooks and then exits with 130 or 143; this
 * one holds it until the session has been ended.
 */
final class Interruption implements AutoCloseable {

    /**
     * How long the end may take, beside what is under way, before the process goes anyway; the sidecars then notice that
     * the tunnel is gone.
     */
    private static final Duration GRACE = Duration.ofMillis(900);

    private static final AtomicBoolean HAPPENED = new AtomicBoolean();

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread hook = new Thread(this::interrupt, "remocal-interruption");
    private volatile Duration limit = Duration.ZERO;

    Interruption() {
        this(new CompletableFuture<>());
    }

    /**
     * @param ending is as good as a signal, for this one alone
     */
    Interruption(CompletableFuture<Void> ending) {
        ending.thenRun(() -> requested.complete(null));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Completed by the signal, or by what is as good. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    /**
     * From here on there is something to be ended, and the process waits for {@link #close}.
     *
     * @param underWay how long what is under way may take
     */
    void arm(Duration underWay) {
        limit = underWay.plus(GRACE);
    }

    /** Whether the process is on its way out, so that nothing that fails now is worth a word. */
    static boolean happened() {
        return HAPPENED.get();
    }

    private void interrupt() {
        HAPPENED.set(true);
        boolean armed = limit.isPositive();
        if (armed) {
            // Before a word of the end is said: who reads it may send the second signal at once.
            SecondSignal.endsTheProcess();
        }
        requested.complete(null);
        if (armed) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Gone without a goodbye is an end as well: the session lives no longer than its connections.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.complete(null);
        if (!happened()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
