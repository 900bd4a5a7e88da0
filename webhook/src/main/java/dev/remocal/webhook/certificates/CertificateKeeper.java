package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries out the {@link CertificatePlan}, in rounds, on a thread of its own. An API server that is away, or another replica
 * that was first, ends a round; the next one looks again. What is served is served on in the meantime.
 */
final class CertificateKeeper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CertificateKeeper.class);

    /** More than any plan takes; a round that goes on is a defect, and is not to keep the API server busy. */
    private static final int MAX_STEPS = 8;

    /** Enough to let the other replica finish. */
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(100);

    /** What the configuration has been seen to trust, and from when on. */
    private record Trusted(List<X509Certificate> authorities, Instant since) {}

    private final CertificateApi api;
    private final CertificateMaker maker;
    private final CertificateTimes times;
    private final ServedCertificate served;
    private final CertificateMetrics metrics;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private Optional<Trusted> trusted = Optional.empty();
    private boolean failing;
    private boolean resetBefore;

    CertificateKeeper(
            CertificateApi api,
            CertificateMaker maker,
            CertificateTimes times,
            ServedCertificate served,
            CertificateMetrics metrics,
            Clock clock) {
        this.api = api;
        this.maker = maker;
        this.times = times;
        this.served = served;
        this.metrics = metrics;
        this.clock = clock;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread keeper = new Thread(task, "certificates");
            keeper.setDaemon(true);
            return keeper;
        });
    }

    void start() {
        thread.execute(this::round);
    }

    private void round() {
        Duration pause = times.round();
        try {
            takeSteps();
            failing = false;
        } catch (CertificateApi.ConflictException first) {
            metrics.failed(CertificateMetrics.Failure.CONFLICT);
            pause = AFTER_CONFLICT;
        } catch (KubernetesClientException away) {
            metrics.failed(CertificateMetrics.Failure.API);
            log(away);
        } catch (RuntimeException defect) {
            metrics.failed(CertificateMetrics.Failure.INTERNAL);
            log(defect);
        }
        if (!thread.isShutdown()) {
            thread.schedule(this::round, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Once for each time that it begins to fail: a line every ten seconds would bury the first. */
    private void log(RuntimeException failure) {
        LOG.logf(
                failing ? Logger.Level.DEBUG : Logger.Level.WARN,
                failure,
                "Certificates cannot be looked after; the next try follows. served=%s",
                served.current()
                        .map(leaf -> "until " + CertificateTimes.end(leaf.certificate()))
                        .orElse("none"));
        failing = true;
    }

    private void takeSteps() throws CertificateApi.ConflictException {
        Round round = new Round();
        for (int i = 0; i < MAX_STEPS; i++) {
            if (takeStep(round) instanceof Step.Rest) {
                tell(round);
                return;
            }
        }
        throw new IllegalStateException("The certificates did not settle in " + MAX_STEPS + " steps.");
    }

    /** Once for each time that it begins, as failures are. */
    private void tell(Round round) {
        if (round.reset) {
            metrics.failed(CertificateMetrics.Failure.RESET);
            LOG.log(resetBefore ? Logger.Level.DEBUG : Logger.Level.WARN, api.sentenceOfReset());
        }
        resetBefore = round.reset;
    }

    private Step takeStep(Round round) throws CertificateApi.ConflictException {
        // First, so that what is published by it is refused where another replica has published for a newer Secret.
        Optional<MutatingWebhookConfiguration> configuration = api.configuration();
        Optional<Secret> secret = api.secret();
        Published published = CertificateApi.published(configuration);
        Stored stored = CertificateApi.stored(secret);
        Instant now = clock.instant();
        boolean undone = round.isUndone(stored, published);
        trusted = trusted(stored, published, now);
        Step step = CertificatePlan.next(
                new Observation(stored, published, trusted.map(Trusted::since), undone, served.current(), now), times);
        perform(step, secret, configuration, now);
        round.note(step);
        return step;
    }

    /** What was seen of caBundle from the first look of a round on, and at the end of the one before. */
    private final class Round {

        private Optional<List<X509Certificate>> published = Optional.empty();
        private boolean reset;

        void note(Step step) {
            if (step instanceof Step.Publish(var authorities)) {
                published = Optional.of(authorities);
            }
        }

        /** Published in this round, and gone; one that was there until this round is reset too, but published once more. */
        boolean isUndone(Stored stored, Published now) {
            if (!(stored instanceof Stored.Sound(Credentials sound)) || now.isExactly(sound.authorities())) {
                return false;
            }
            boolean undone = published.filter(sound.authorities()::equals).isPresent();
            reset |= undone
                    || trusted.filter(before -> before.authorities().equals(sound.authorities()))
                            .isPresent();
            return undone;
        }
    }

    /** From when on these very authorities: another replica may have replaced and published others since the last look. */
    private Optional<Trusted> trusted(Stored stored, Published published, Instant now) {
        return switch (stored) {
            case Stored.Sound(Credentials sound)
            when published.isExactly(sound.authorities()) ->
                trusted.filter(before -> before.authorities().equals(sound.authorities()))
                        .or(() -> Optional.of(new Trusted(sound.authorities(), now)));
            default -> Optional.empty();
        };
    }

    private void perform(
            Step step, Optional<Secret> secret, Optional<MutatingWebhookConfiguration> configuration, Instant now)
            throws CertificateApi.ConflictException {
        switch (step) {
            case Step.NewAuthority(var predecessors, var leaf, var reason) -> {
                api.write(secret, maker.authority(predecessors, leaf, now));
                made("authority", reason);
            }
            case Step.NewLeaf(var credentials, var reason) -> {
                api.write(secret, credentials.with(maker.leaf(credentials, now)));
                made("leaf", reason);
            }
            case Step.Retire(var credentials) -> {
                api.write(secret, credentials.withoutPredecessors());
                LOG.info("Authorities whose certificates have all ended are no longer trusted.");
            }
            case Step.Publish(var authorities) -> {
                api.publish(configuration.orElseThrow(), Pem.write(authorities));
                LOG.infof(
                        "The MutatingWebhookConfiguration trusts what the Secret says. authorities=%d",
                        authorities.size());
            }
            case Step.Serve(var leaf) -> serve(leaf);
            case Step.Rest rest -> {}
        }
    }

    private void made(String what, Step.Reason reason) {
        metrics.made(reason);
        LOG.infof("A certificate was made and written to the Secret. kind=%s reason=%s", what, reason.code());
    }

    private void serve(Leaf leaf) {
        served.serve(leaf);
        LOG.infof("New connections get this certificate. until=%s", CertificateTimes.end(leaf.certificate()));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
