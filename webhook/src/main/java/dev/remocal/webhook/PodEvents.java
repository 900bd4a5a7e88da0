package dev.remocal.webhook;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Writes events at the owners of pods, on a thread of its own: an admission neither waits for one nor fails with it. What an owner
 * was told lately is not repeated, so that a Deployment of a hundred pods gets one event and not a hundred.
 */
@ApplicationScoped
class PodEvents {

    private static final Logger LOG = Logger.getLogger(PodEvents.class);

    /** A burst of new workloads; beyond it, events are dropped and counted. */
    static final int MOST_WAITING = 256;

    /** Events are kept for an hour by default; told again, an owner that goes on making pods always shows one. */
    private static final Duration NOT_REPEATED_FOR = Duration.ofMinutes(30);

    /** Owners and notes that are remembered. */
    private static final int MOST_REMEMBERED = 1024;

    /** Characters; a name has at most 253. */
    private static final int MAX_OWNER_IN_NAME = 200;

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final boolean enabled;
    private final Supplier<KubernetesClient> client;
    private final Clock clock = Clock.systemUTC();
    private final Counter written;
    private final Counter dropped;
    private final Counter failed;
    private final Map<PodEvent, Instant> told = new LinkedHashMap<>();
    private final ThreadPoolExecutor writer;

    @Inject
    PodEvents(WebhookConfig config, Instance<KubernetesClient> client, MeterRegistry registry) {
        this(config.events().enabled(), client::get, registry);
    }

    PodEvents(boolean enabled, Supplier<KubernetesClient> client, MeterRegistry registry) {
        this.enabled = enabled;
        this.client = client;
        this.written = counter(registry, "written");
        this.dropped = counter(registry, "dropped");
        this.failed = counter(registry, "failed");
        this.writer = new ThreadPoolExecutor(
                0,
                1,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().name("events").daemon().factory(),
                (event, full) -> dropped.increment());
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("remocal.events")
                .description("Events for the owners of pods")
                .tag("outcome", outcome)
                .register(registry);
    }

    void tell(AdmissionRequest request, Outcome outcome) {
        if (enabled) {
            PodEvent.of(request, outcome).filter(this::isNews).ifPresent(event -> writer.execute(() -> write(event)));
        }
    }

    private boolean isNews(PodEvent event) {
        Instant now = clock.instant();
        synchronized (told) {
            Instant last = told.get(event);
            if (last != null && now.isBefore(last.plus(NOT_REPEATED_FOR))) {
                return false;
            }
            told.remove(event);
            told.put(event, now);
            if (told.size() > MOST_REMEMBERED) {
                told.remove(told.keySet().iterator().next());
            }
            return true;
        }
    }

    private void write(PodEvent event) {
        try {
            client.get()
                    .events()
                    .v1()
                    .events()
                    .inNamespace(event.namespace())
                    .resource(object(event))
                    .create();
            written.increment();
        } catch (KubernetesClientException | IllegalStateException refused) {
            // The latter from a client that has been closed meanwhile.
            failed.increment();
            LOG.warnf(
                    "An event was not written. namespace=%s owner=%s/%s reason=%s cause=%s",
                    event.namespace(),
                    event.owner().kind(),
                    event.owner().name(),
                    event.reason().text,
                    refused.getMessage());
        }
    }

    private Event object(PodEvent event) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(event))
                .withNamespace(event.namespace())
                .endMetadata()
                .withEventTime(new MicroTime(MICROSECONDS.format(clock.instant())))
                .withType(event.type().text)
                .withReason(event.reason().text)
                .withAction("Admission")
                .withNote(event.note())
                .withReportingController("remocal.dev/webhook")
                .withReportingInstance(instance())
                .withNewRegarding()
                .withApiVersion(event.owner().apiVersion())
                .withKind(event.owner().kind())
                .withName(event.owner().name())
                .withUid(event.owner().uid())
                .withNamespace(event.namespace())
                .endRegarding()
                .build();
    }

    /** As Kubernetes' own components call theirs; a name that is to be generated must not end with a dot. */
    private static String name(PodEvent event) {
        String owner = event.owner().name();
        return owner.substring(0, Math.min(owner.length(), MAX_OWNER_IN_NAME)) + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** The pod's name is its host's; required, of at most 128 characters. */
    private static String instance() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isEmpty())
                .orElse("remocal-webhook");
    }

    @PreDestroy
    void stop() {
        dropped.increment(writer.shutdownNow().size());
    }
}
