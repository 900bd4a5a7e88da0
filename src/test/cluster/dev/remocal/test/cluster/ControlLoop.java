package dev.remocal.test.cluster;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs a reconciliation after every change of the store, changes that come meanwhile together. */
final class ControlLoop implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ControlLoop.class.getName());

    /** A reconciliation that failed, such as a pod refused by a webhook, is tried again after this. */
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    /** With nothing to do the loop only looks whether it still runs. */
    private static final Duration IDLE_INTERVAL = Duration.ofMinutes(1);

    private final Semaphore changes = new Semaphore(1);
    private final Thread thread;

    ControlLoop(Store store, String name, Runnable reconciliation) {
        thread = Thread.ofVirtual().name(name).unstarted(() -> run(name, reconciliation));
        store.listen(event -> changes.release());
    }

    void start() {
        thread.start();
    }

    private void run(String name, Runnable reconciliation) {
        boolean again = false;
        while (!thread.isInterrupted()) {
            try {
                Duration longest = again ? RETRY_INTERVAL : IDLE_INTERVAL;
                if (changes.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS) || again) {
                    changes.drainPermits();
                    reconciliation.run();
                    again = false;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                again = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "reconciliation failed loop=" + name + " reason=" + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
