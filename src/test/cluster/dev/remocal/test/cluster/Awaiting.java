package dev.remocal.test.cluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting with a limit and a sentence for when it is not kept. */
public final class Awaiting {

    /** How often a condition without an event of its own is looked at. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Awaiting() {}

    /** Waits until a condition holds; past the limit fails with what was awaited and what was seen last. */
    public static void until(String what, Duration limit, BooleanSupplier condition, Supplier<String> seen) {
        Instant deadline = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + seen.get());
            }
            pause(POLL_INTERVAL);
        }
    }

    /** Waits until a condition holds; past the limit fails with what was awaited. */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        until(what, limit, condition, () -> "nothing else");
    }

    private static void pause(Duration pause) {
        try {
            boolean released = NEVER.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            assert !released;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    static <T> T result(Future<T> future, String what) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("failed: " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + what, e);
        }
    }
}
