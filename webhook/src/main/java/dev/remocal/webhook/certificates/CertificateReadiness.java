package dev.remocal.webhook.certificates;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A replica without a valid certificate gets no calls. */
@Readiness
@Singleton
class CertificateReadiness implements HealthCheck {

    private final Certificates certificates;

    CertificateReadiness(@Identifier("webhook") Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("certificate")
                .status(certificates.ready(Instant.now()))
                .build();
    }
}
