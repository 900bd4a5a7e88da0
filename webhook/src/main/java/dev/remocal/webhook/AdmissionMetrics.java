package dev.remocal.webhook;

import dev.remocal.injector.Decision;
import dev.remocal.injector.SkipReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Admissions by outcome and reason, both from a fixed list; no name of a pod, namespace or user. */
@ApplicationScoped
class AdmissionMetrics {

    /** Buckets around the target of 5 ms and up to the 3 s after which the API server gives up. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3)
    };

    private final MeterRegistry registry;
    private final Counter injected;
    private final Counter failed;
    private final Counter malformed;
    private final Counter refused;
    private final Map<SkipReason, Counter> skipped = new EnumMap<>(SkipReason.class);
    private final Timer duration;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
        injected = counter("injected", "none");
        failed = counter("failed", "internal-error");
        malformed = counter("malformed", MalformedReviewMapper.CODE);
        refused = counter("refused", AdmissionLimit.CODE);
        Arrays.stream(SkipReason.values()).forEach(reason -> skipped.put(reason, counter("skipped", reason.code())));
        duration = Timer.builder("remocal.admission.duration")
                .description("Time from a review's last byte to its answer")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void count(Outcome outcome, long nanoseconds) {
        counter(outcome).increment();
        duration.record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    void countMalformed() {
        malformed.increment();
    }

    void countRefused() {
        refused.increment();
    }

    private Counter counter(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Decided(Decision.Inject inject) -> injected;
            case Outcome.Decided(Decision.Skip skip) -> Objects.requireNonNull(skipped.get(skip.reason()));
            case Outcome.Failed failure -> failed;
        };
    }

    private Counter counter(String outcome, String reason) {
        return Counter.builder("remocal.admissions")
                .description("Pods that passed the webhook")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(registry);
    }
}
