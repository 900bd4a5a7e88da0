package dev.remocal.test.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real cluster behind a kubeconfig. Its images are named by {@code -Dremocal.image.sidecar}, {@code sample} and {@code
 * echo}; the webhook runs on this machine, at {@code -Dremocal.webhook.host} as the API server sees it.
 */
final class RemoteCluster implements Cluster {

    private final Path kubeconfig;
    private final KubernetesClient client;
    private final String webhookHost;
    private final Certificates certificates = new Certificates();
    private final LocalProcesses processes;

    RemoteCluster(Path kubeconfig, String webhookHost) {
        this.kubeconfig = kubeconfig;
        this.webhookHost = webhookHost;
        this.client = Clusters.client(kubeconfig);
        try {
            this.processes = new LocalProcesses(Files.createTempDirectory("remocal-processes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RemoteCluster fromCurrentKubeconfig() throws ClusterUnavailableException {
        Path file = Optional.ofNullable(System.getenv("KUBECONFIG"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".kube", "config"));
        if (!Files.exists(file)) {
            throw new ClusterUnavailableException(
                    "-Dremocal.cluster=kubeconfig, but there is no kubeconfig at " + file + "; set KUBECONFIG.");
        }
        requireImages();
        RemoteCluster cluster = new RemoteCluster(
                file, required("remocal.webhook.host", "an address of this machine that the API server reaches"));
        cluster.requireReachable();
        return cluster;
    }

    static void requireImages() throws ClusterUnavailableException {
        required("remocal.image.sidecar", "the sidecar's image");
        required("remocal.image.sample", "the image of the sample services");
        required("remocal.image.echo", "the image of the gRPC service");
    }

    private static String required(String property, String meaning) throws ClusterUnavailableException {
        String value = System.getProperty(property, "");
        if (value.isBlank()) {
            throw new ClusterUnavailableException("A real cluster needs -D" + property + "=… (" + meaning + ").");
        }
        return value;
    }

    private void requireReachable() throws ClusterUnavailableException {
        try {
            client.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            close();
            throw new ClusterUnavailableException(
                    "The cluster of " + kubeconfig + " does not answer (" + e.getMessage() + "); start it.");
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public String sidecarImage() {
        return System.getProperty("remocal.image.sidecar", Images.SIDECAR);
    }

    @Override
    public String sampleImage() {
        return System.getProperty("remocal.image.sample", Images.SAMPLE);
    }

    @Override
    public String echoImage() {
        return System.getProperty("remocal.image.echo", Images.ECHO);
    }

    @Override
    public String webhookHost() {
        return webhookHost;
    }

    @Override
    public Certificates certificates() {
        return certificates;
    }

    @Override
    public LocalProcesses processes() {
        return processes;
    }

    @Override
    public void close() {
        processes.close();
        client.close();
    }

    @Override
    public String toString() {
        return "the cluster of " + kubeconfig;
    }
}
