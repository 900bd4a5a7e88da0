package dev.remocal.test.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * K3s in Docker. Its images ({@code -Dremocal.image.sidecar}, {@code sample} and {@code echo}) must be pullable; the webhook
 * is called at the address that Docker gives this machine on the container's network.
 */
final class K3sCluster implements Cluster {

    private static final String IMAGE = "rancher/k3s:v1.34.1-k3s1";

    private final K3sContainer container;
    private final RemoteCluster cluster;

    private K3sCluster(K3sContainer container, RemoteCluster cluster) {
        this.container = container;
        this.cluster = cluster;
    }

    static K3sCluster start() throws ClusterUnavailableException {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new ClusterUnavailableException(
                    "-Dremocal.cluster=k3s needs Docker, and none answers here; start Docker, or leave the property out.");
        }
        RemoteCluster.requireImages();
        K3sContainer container = new K3sContainer(DockerImageName.parse(IMAGE));
        container.start();
        String gateway = container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the K3s container is on no network"))
                .getGateway();
        return new K3sCluster(container, new RemoteCluster(writeKubeconfig(container), gateway));
    }

    private static Path writeKubeconfig(K3sContainer container) {
        try {
            Path file = Files.createTempFile("remocal-k3s", ".kubeconfig");
            Kubeconfig.write(file, container.getKubeConfigYaml());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public KubernetesClient client() {
        return cluster.client();
    }

    @Override
    public Path kubeconfig() {
        return cluster.kubeconfig();
    }

    @Override
    public String sidecarImage() {
        return cluster.sidecarImage();
    }

    @Override
    public String sampleImage() {
        return cluster.sampleImage();
    }

    @Override
    public String echoImage() {
        return cluster.echoImage();
    }

    @Override
    public String webhookHost() {
        return cluster.webhookHost();
    }

    @Override
    public Certificates certificates() {
        return cluster.certificates();
    }

    @Override
    public LocalProcesses processes() {
        return cluster.processes();
    }

    @Override
    public void close() {
        cluster.close();
        container.stop();
    }

    @Override
    public String toString() {
        return "K3s in Docker";
    }
}
