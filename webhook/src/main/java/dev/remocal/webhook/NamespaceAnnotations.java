package dev.remocal.webhook;

import dev.remocal.injector.NamespaceOutgoing;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What namespaces' annotations say, each read once for the pods that come within a short time. It is the one thing that an
 * admission waits for, and not for long: the API server, which waits for the admission, answers it.
 */
@ApplicationScoped
class NamespaceAnnotations {

    /** A third of what the API server gives the webhook by default, so that the pod is still injected. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(1);

    /** A rollout's pods come within seconds; whoever changes the annotation need not wait longer for the next pod. */
    static final Duration KEPT_FOR = Duration.ofSeconds(10);

    /** Namespaces in which pods start at the same time; a small record for each. */
    static final int MOST_KEPT = 1024;

    private static final String TOO_SLOW =
            "the API server took longer than %d s to answer; create the pod anew when it is faster"
                    .formatted(READ_TIMEOUT.toSeconds());

    private final Function<String, NamespaceOutgoing> read;
    private final Executor executor;
    private final Clock clock;
    private final Map<String, Reading> readings = new LinkedHashMap<>();

    private record Reading(CompletableFuture<NamespaceOutgoing> answer, Instant start) {

        boolean isFresh(Instant now) {
            return now.isBefore(start.plus(KEPT_FOR)) && !hasFailed();
        }

        private boolean hasFailed() {
            return switch (answer.state()) {
                case RUNNING -> false;
                case SUCCESS -> answer.resultNow() instanceof NamespaceOutgoing.Unknown;
                case FAILED, CANCELLED -> true;
            };
        }
    }

    @Inject
    NamespaceAnnotations(WebhookConfig config, NamespaceApi api) {
        this(
                config.outgoing().readNamespaces() ? api::outgoing : namespace -> NamespaceOutgoing.all(),
                // A read that has been given up goes on until the client's own timeout; without a thread's stack for
                // each.
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("namespaces").factory()),
                Clock.systemUTC());
    }

    NamespaceAnnotations(Function<String, NamespaceOutgoing> read, Executor executor, Clock clock) {
        this.read = read;
        this.executor = executor;
        this.clock = clock;
    }

    /** The first read makes the client, which may take longer than a pod waits; the namespace is one that every cluster has. */
    void prepare(@Observes StartupEvent start) {
        reading("default");
    }

    /** Completed at once where the namespace has been read just now, otherwise in time, on another thread. */
    CompletableFuture<NamespaceOutgoing> outgoing(String namespace) {
        CompletableFuture<NamespaceOutgoing> reading = reading(namespace);
        return reading.isDone()
                ? reading
                : reading.copy()
                        .completeOnTimeout(
                                NamespaceOutgoing.unreadable(namespace, TOO_SLOW),
                                READ_TIMEOUT.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<NamespaceOutgoing> reading(String namespace) {
        Instant now = clock.instant();
        synchronized (readings) {
            Reading last = readings.get(namespace);
            if (last != null && last.isFresh(now)) {
                return last.answer();
            }
            Reading next = new Reading(CompletableFuture.supplyAsync(() -> read.apply(namespace), executor), now);
            readings.remove(namespace);
            readings.put(namespace, next);
            if (readings.size() > MOST_KEPT) {
                readings.remove(readings.keySet().iterator().next());
            }
            return next.answer();
        }
    }
}
