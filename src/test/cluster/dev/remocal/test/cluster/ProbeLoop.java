package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Repeats a probe by its period and thresholds for as long as the process runs. */
final class ProbeLoop {

    private static final int DEFAULT_PERIOD_SECONDS = 10;
    private static final int DEFAULT_FAILURE_THRESHOLD = 3;
    private static final int DEFAULT_SUCCESS_THRESHOLD = 1;

    private ProbeLoop() {}

    /** True at the first success, false when the failure threshold is reached or the process has ended. */
    static boolean untilSuccess(Probe probe, ProbeTarget target, Process process) {
        int failures = 0;
        int threshold = or(probe.getFailureThreshold(), DEFAULT_FAILURE_THRESHOLD);
        boolean ended = endsWithin(process, or(probe.getInitialDelaySeconds(), 0));
        while (!ended) {
            if (target.attempt(probe)) {
                return true;
            }
            failures++;
            if (failures >= threshold) {
                return false;
            }
            ended = endsWithin(process, or(probe.getPeriodSeconds(), DEFAULT_PERIOD_SECONDS));
        }
        return false;
    }

    /** Tells every outcome that is backed by the threshold: true for success, false for failure. */
    static void whileRunning(Probe probe, ProbeTarget target, Process process, Consumer<Boolean> outcome) {
        int successes = 0;
        int failures = 0;
        boolean ended = endsWithin(process, or(probe.getInitialDelaySeconds(), 0));
        while (!ended) {
            boolean success = target.attempt(probe);
            successes = success ? successes + 1 : 0;
            failures = success ? 0 : failures + 1;
            if (successes >= or(probe.getSuccessThreshold(), DEFAULT_SUCCESS_THRESHOLD)) {
                outcome.accept(true);
            } else if (failures >= or(probe.getFailureThreshold(), DEFAULT_FAILURE_THRESHOLD)) {
                outcome.accept(false);
            }
            ended = endsWithin(process, or(probe.getPeriodSeconds(), DEFAULT_PERIOD_SECONDS));
        }
    }

    private static boolean endsWithin(Process process, int seconds) {
        try {
            return process.waitFor(Duration.ofSeconds(seconds).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
