package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that people type. */
@ClusterTest
class KubectlIT {

    private static final String NAMESPACE = "kubectl";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;

    KubectlIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    static void namespace(Cluster cluster) {
        assumeTrue(kubectl().isPresent(), "kubectl is not on the PATH");
        Shop.createNamespace(cluster, NAMESPACE, Map.of());
    }

    @AfterAll
    static void remove(Cluster cluster) {
        Shop.deleteNamespace(cluster, NAMESPACE);
    }

    @Test
    void applyRestartScaleLabelAndDelete(@TempDir Path folder) throws IOException {
        Path manifest = Files.writeString(folder.resolve("payments.yaml"), Shop.payments(cluster, 2));
        kubectl("apply", "-f", manifest.toString());
        kubectl("rollout", "status", "deploy/payments", "--timeout=60s");
        assertThat(kubectl("get", "pods,svc,deploy,endpointslices"))
                .contains("pod/payments-", "2/2", "service/payments");
        assertThat(kubectl("get", "deploy", "payments", "-o", "yaml")).contains("readyReplicas: 2");
        kubectl("rollout", "restart", "deploy/payments");
        kubectl("rollout", "status", "deploy/payments", "--timeout=60s");
        kubectl("scale", "deploy/payments", "--replicas=1");
        kubectl("label", "deploy/payments", "team=shop");
        kubectl("annotate", "deploy/payments", "note=short");
        assertThat(kubectl("get", "deploy", "-l", "team=shop", "-o", "jsonpath={.items[*].metadata.annotations.note}"))
                .isEqualTo("short");
        assertThat(kubectl("apply", "-f", manifest.toString())).contains("service/payments unchanged");
        kubectl("delete", "-f", manifest.toString());
        assertThat(kubectl("get", "deploy", "-o", "name")).isEmpty();
    }

    private String kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(kubectl().orElseThrow().toString(), "-n", NAMESPACE));
        command.addAll(List.of(arguments));
        try (LocalProcess process = cluster.processes()
                .start("kubectl", Map.of("KUBECONFIG", cluster.kubeconfig().toString()), command)) {
            assertThat(process.awaitExit(LIMIT)).as(process.toString()).isZero();
            return process.output();
        }
    }

    private static Optional<Path> kubectl() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
