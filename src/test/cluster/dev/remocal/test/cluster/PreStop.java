package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A preStop hook: runs before SIGTERM and never past the pod's grace period. */
record PreStop(LifecycleHandler hook, ProbeTarget target) {

    void run(Process process, Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        if (!left.isPositive()) {
            return;
        }
        if (hook.getSleep() != null) {
            sleep(process, left);
        } else {
            target.attempt(asProbe(left));
        }
    }

    /** Sleeping ends early when the process does: there is nothing left to wait for. */
    private void sleep(Process process, Duration left) {
        long wanted = Duration.ofSeconds(hook.getSleep().getSeconds()).toMillis();
        try {
            boolean exited = process.waitFor(Math.min(left.toMillis(), wanted), TimeUnit.MILLISECONDS);
            assert exited || process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Probe asProbe(Duration left) {
        return new ProbeBuilder()
                .withExec(hook.getExec())
                .withHttpGet(hook.getHttpGet())
                .withTimeoutSeconds(Math.toIntExact(left.toSeconds() + 1))
                .build();
    }
}
