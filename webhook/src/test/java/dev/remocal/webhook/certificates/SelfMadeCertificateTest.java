package dev.remocal.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.remocal.webhook.Reviews;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The webhook as it runs in mode {@code self}: admissions go on while its certificates are renewed. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
@TestProfile(SelfMadeCertificateTest.Self.class)
class SelfMadeCertificateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A late caller knows what was published half of it ago. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    @Inject
    KubernetesClient client;

    @TestHTTPResource(value = "/mutate/pods", tls = true)
    URI webhook;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI readiness;

    @Test
    void noAdmissionFailsDuringRenewals() {
        await("a published authority")
                .atMost(PATIENCE)
                .until(() -> !ApiStandIn.bundle(client, 0).isEmpty());
        Set<String> bundles = new HashSet<>();
        try (Caller prompt = new Caller(client, webhook.getPort(), review());
                Caller late = new Caller(client, webhook.getPort(), SETTLING.dividedBy(2), review())) {
            await("four more bundles: each authority comes in one and its predecessor goes in another")
                    .atMost(PATIENCE)
                    .until(() -> {
                        bundles.add(ApiStandIn.bundle(client, 0));
                        return bundles.size() >= 5;
                    });
            for (Caller apiServer : List.of(prompt, late)) {
                assertThat(apiServer.failures()).isEmpty();
                assertThat(apiServer.answered()).isGreaterThan(100);
            }
        }
        assertThat(RestAssured.get(readiness).statusCode()).isEqualTo(200);
        assertThat(events())
                .as("one for all the pods of one owner")
                .hasSize(1)
                .first()
                .satisfies(event -> {
                    assertThat(event.getRegarding().getKind()).isEqualTo("ReplicaSet");
                    assertThat(event.getMetadata().getName())
                            .matches(event.getRegarding().getName() + "\\.[0-9a-f]{16}");
                    assertThat(event.getReason()).isEqualTo("SidecarInjected");
                    assertThat(event.getNote()).contains("http=14100:8080");
                });
    }

    private List<Event> events() {
        return client.events().v1().events().inNamespace("shop").list().getItems();
    }

    private String review() {
        String body = Reviews.read("deployment").toString();
        return "POST /mutate/pods HTTP/1.1\r\nHost: remocal-webhook.remocal.svc\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    /** A leaf each 6 s and an authority each 12; the 3 s that a leaf is left are for a machine that is busy. */
    @Alternative
    @Singleton
    static class ShortLives {

        @Produces
        @Alternative
        @Singleton
        CertificateSettings settings() {
            return new CertificateSettings.Self(
                    ApiStandIn.NAMESPACE,
                    ApiStandIn.NAME,
                    ApiStandIn.NAME,
                    ApiStandIn.NAME,
                    new CertificateTimes(
                            Duration.ofSeconds(9), Duration.ofSeconds(18), SETTLING, Duration.ofMillis(100)));
        }
    }

    public static class Self implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "remocal.certificates.mode", "self",
                    "remocal.namespace", ApiStandIn.NAMESPACE,
                    "remocal.events.enabled", "true",
                    "remocal.sidecar.image", "registry.example/remocal/sidecar:1.0.0",
                    "quarkus.http.test-ssl-port", "0",
                    "quarkus.management.test-port", "0");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ShortLives.class);
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ApiStandInResource.class));
        }
    }
}
