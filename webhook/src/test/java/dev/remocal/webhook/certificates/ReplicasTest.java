package dev.remocal.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas at one API server, over real TLS. */
class ReplicasTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CertificateTimes LONG = new CertificateTimes(
            Duration.ofHours(24), Duration.ofHours(720), Duration.ofSeconds(4), Duration.ofMillis(100));

    /** A leaf each 4 s, an authority each 8. */
    private static final CertificateTimes SHORT = new CertificateTimes(
            Duration.ofSeconds(6), Duration.ofSeconds(12), Duration.ofSeconds(1), Duration.ofMillis(100));

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ApiStandIn api = new ApiStandIn();
    private final KubernetesClient client = api.client();

    @AfterEach
    void close() {
        client.close();
        api.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Replica replica(CertificateTimes times) {
        return new Replica(
                vertx,
                client,
                new CertificateSettings.Self(
                        ApiStandIn.NAMESPACE, ApiStandIn.NAME, ApiStandIn.NAME, ApiStandIn.NAME, times));
    }

    private static void awaitTheSame(Replica one, Replica other) {
        await("both serve the same certificate")
                .atMost(PATIENCE)
                .until(() -> one.certificate().isPresent() && one.certificate().equals(other.certificate()));
    }

    private static void awaitAnother(X509Certificate before, Replica one, Replica other) {
        await("both serve a certificate of the new authority")
                .atMost(PATIENCE)
                .until(() -> !one.certificate().orElseThrow().equals(before)
                        && one.certificate().equals(other.certificate()));
    }

    @Test
    void twoThatStartAtOnceAgree() throws Exception {
        try (Replica one = replica(LONG);
                Replica other = replica(LONG)) {
            awaitTheSame(one, other);

            assertThat(ApiStandIn.bundle(client, 0)).isNotEmpty().isEqualTo(ApiStandIn.bundle(client, 1));
            assertThat(authorities()).hasSize(1);
            try (Caller caller = new Caller(client, other.port(), REQUEST)) {
                await().atMost(PATIENCE).until(() -> caller.answered() > 0);
                assertThat(caller.failures()).isEmpty();
            }
        }
    }

    @Test
    void noCallFailsWhileLeavesAndAuthoritiesAreRenewed() throws Exception {
        try (Replica one = replica(SHORT);
                Replica other = replica(SHORT)) {
            awaitTheSame(one, other);
            Set<X509Certificate> seen = new HashSet<>();
            try (Caller toOne = new Caller(client, one.port(), REQUEST);
                    Caller toOther = new Caller(client, other.port(), REQUEST)) {
                await("two authorities after the first").atMost(PATIENCE).until(() -> {
                    seen.add(authorities().iterator().next());
                    return seen.size() >= 3;
                });
                assertThat(toOne.failures()).isEmpty();
                assertThat(toOther.failures()).isEmpty();
                assertThat(toOne.answered()).isGreaterThan(100);
                assertThat(toOther.answered()).isGreaterThan(100);
            }
        }
    }

    @Test
    void aDeletedSecretIsReplacedWithoutAFailedCall() throws Exception {
        try (Replica one = replica(LONG);
                Replica other = replica(LONG)) {
            awaitTheSame(one, other);
            X509Certificate before = one.certificate().orElseThrow();
            try (Caller toOne = new Caller(client, one.port(), REQUEST);
                    Caller toOther = new Caller(client, other.port(), REQUEST)) {
                client.secrets()
                        .inNamespace(ApiStandIn.NAMESPACE)
                        .withName(ApiStandIn.NAME)
                        .delete();
                awaitAnother(before, one, other);
                int served = toOne.answered();
                await().atMost(PATIENCE).until(() -> toOne.answered() > served + 20);
                assertThat(toOne.failures()).isEmpty();
                assertThat(toOther.failures()).isEmpty();
            }
            assertThat(authorities())
                    .as("the old one stays while it may be met")
                    .hasSize(2);
            Instant authority = CertificateTimes.made(authorities().iterator().next());
            assertThat(CertificateTimes.made(one.certificate().orElseThrow()))
                    .as("API servers had time to learn of the new one, whichever replica made what")
                    .isAfterOrEqualTo(authority.plus(LONG.settling()).minusSeconds(1));
        }
    }

    @Test
    void whileSomebodyResetsWhatApiServersTrustThereIsACertificateAllTheSame() throws Exception {
        api.undo(true);
        try (Replica one = replica(LONG);
                Replica other = replica(LONG)) {
            awaitTheSame(one, other);
            assertThat(ApiStandIn.bundle(client, 0)).isEmpty();
            await("it is told").atMost(PATIENCE).until(() -> one.failures("ca-bundle-was-reset") > 0);

            api.undo(false);
            await("caBundle is written as soon as it stays")
                    .atMost(PATIENCE)
                    .until(() -> !ApiStandIn.bundle(client, 0).isEmpty());
            X509Certificate authority = authorities().iterator().next();
            assertThat(Signatures.signed(authority, one.certificate().orElseThrow()))
                    .isTrue();
        }
    }

    @Test
    void aDamagedSecretIsReplaced() throws Exception {
        try (Replica one = replica(LONG);
                Replica other = replica(LONG)) {
            awaitTheSame(one, other);
            X509Certificate before = one.certificate().orElseThrow();
            Secret secret = Objects.requireNonNull(ApiStandIn.secret(client));
            secret.setData(Map.of("ca.crt", "bm90aGluZw=="));
            client.resource(secret).update();

            awaitAnother(before, one, other);
        }
    }

    @Test
    void anApiServerThatIsAwayStopsNothing() throws Exception {
        try (Replica one = replica(LONG);
                Replica other = replica(LONG)) {
            awaitTheSame(one, other);
            String bundle = ApiStandIn.bundle(client, 0);
            api.close();
            try (var socket = ApiStandIn.trusting(bundle)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), one.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private Set<X509Certificate> authorities() throws Exception {
        String pem = new String(Base64.getDecoder().decode(ApiStandIn.bundle(client, 0)), StandardCharsets.US_ASCII);
        return new LinkedHashSet<>(Pem.certificates(pem));
    }
}
