package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClustersTest {

    /** As kubeadm and k3s write it; the client reads the key when it is made. */
    @Test
    void ellipticCurveKeyInPkcs8IsRead(@TempDir Path folder) throws IOException {
        var certificate = new Certificates().issue("ada");
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: test, context: {cluster: test, user: ada}}]
                users: [{name: ada, user: {client-certificate-data: %s, client-key-data: %s}}]
                """.formatted(
                        base64(certificate.certificatePem()), base64(certificate.keyPem())));
        try (KubernetesClient client = Clusters.client(kubeconfig)) {
            assertThat(client.getConfiguration().getClientKeyAlgo()).isEqualTo("EC");
        }
    }

    @Test
    void configurationWithoutAClientKeyNamesNoAlgorithm() {
        assertThat(Clusters.isEllipticCurve(Config.empty())).isFalse();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
