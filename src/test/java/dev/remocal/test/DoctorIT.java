package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code remocal doctor} on a target that is ready, and on one that is not, which attach then says too. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FOUND_FAILURE = 18;
    private static final int TARGETS_PORT_BY_NUMBER = 10;

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "doctor", 2);
    }

    @AfterAll
    void uninstall() {
        shop.close();
    }

    @Test
    void readyTargetHasNothingAmiss() throws IOException {
        JsonNode report = report("svc/payments", 0);
        assertThat(levels(report, "pods")).containsExactly("OK");
        assertThat(levels(report, "sidecar")).containsExactly("OK");
        assertThat(levels(report, "capture")).containsExactly("OK");
        assertThat(levels(report, "admission")).containsExactly("OK");
        assertThat(report.path("healthy").asBoolean()).isTrue();
    }

    @Test
    void serviceByNumberComesWithItsDiffAndAttachSaysTheSame() throws IOException {
        shop.cluster.apply(shop.namespace, """
                apiVersion: v1
                kind: Service
                metadata: {name: by-number}
                spec:
                  selector: {app: payments}
                  ports: [{name: web, port: %d, targetPort: 8080}]
                """.formatted(SampleManifests.SERVICE_PORT));
        JsonNode failure = findings(report("svc/by-number", FOUND_FAILURE), "capture")
                .filter(finding -> finding.path("level").asText().equals("FAIL"))
                .findFirst()
                .orElseThrow();
        assertThat(failure.path("diff").asText())
                .startsWith("--- svc/by-number\n+++ svc/by-number\n")
                .contains("-      targetPort: 8080\n+      targetPort: http\n");
        try (LocalProcess attach = remocal("attach", "svc/by-number", "--key", "ada", "--dry-run")) {
            assertThat(attach.awaitExit(LIMIT)).as(attach::toString).isEqualTo(TARGETS_PORT_BY_NUMBER);
            assertThat(attach.errors())
                    .isEqualTo("error: " + failure.path("message").asText() + "\n");
        }
        shop.cluster
                .client()
                .services()
                .inNamespace(shop.namespace)
                .withName("by-number")
                .delete();
    }

    private JsonNode report(String target, int exitCode) throws IOException {
        try (LocalProcess doctor = remocal("doctor", target, "-o", "json")) {
            assertThat(doctor.awaitExit(LIMIT)).as(doctor::toString).isEqualTo(exitCode);
            return new JsonMapper().readTree(doctor.output());
        }
    }

    private LocalProcess remocal(String... arguments) {
        List<String> all = Stream.concat(Stream.of(arguments), Stream.of("-n", shop.namespace))
                .toList();
        return shop.cluster.processes().cli(Project.find(), shop.cluster.kubeconfig(), all.toArray(String[]::new));
    }

    private static List<String> levels(JsonNode report, String check) {
        return findings(report, check)
                .map(finding -> finding.path("level").asText())
                .toList();
    }

    private static Stream<JsonNode> findings(JsonNode report, String check) {
        return report.path("findings")
                .valueStream()
                .filter(finding -> finding.path("check").asText().equals(check));
    }
}
