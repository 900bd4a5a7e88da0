package dev.remocal.webhook.certificates;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is made of certificates and why, and when the one that is served ends. */
final class CertificateMetrics {

    /** Why a round was not completed. */
    enum Failure {
        API("api-server"),
        CONFLICT("another-replica-was-first"),
        RESET("ca-bundle-was-reset"),
        INTERNAL("internal-error");

        private final String code;

        Failure(String code) {
            this.code = code;
        }
    }

    private final MeterRegistry registry;

    CertificateMetrics(MeterRegistry registry, ServedCertificate served) {
        this.registry = registry;
        Gauge.builder("remocal.certificate.expiry", served, CertificateMetrics::end)
                .description("When the certificate that is served ends, in seconds since 1970; 0 while there is none")
                .baseUnit("seconds")
                .register(registry);
        for (Step.Reason reason : Step.Reason.values()) {
            register(reason);
        }
        for (Failure failure : Failure.values()) {
            register(failure);
        }
    }

    private static double end(ServedCertificate served) {
        return served.current()
                .map(leaf -> CertificateTimes.end(leaf.certificate()).getEpochSecond())
                .orElse(0L);
    }

    void made(Step.Reason reason) {
        register(reason).increment();
    }

    void failed(Failure failure) {
        register(failure).increment();
    }

    private Counter register(Step.Reason reason) {
        return registry.counter("remocal.certificates.made", "reason", reason.code());
    }

    private Counter register(Failure failure) {
        return registry.counter("remocal.certificate.round.failures", "reason", failure.code);
    }
}
