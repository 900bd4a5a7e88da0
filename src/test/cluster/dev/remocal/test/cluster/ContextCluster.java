package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cluster of a context of the user's kubeconfig. Its Services are reached by port-forward, wherever it is. */
public final class ContextCluster implements Cluster {

    private final Path folder;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final String sampleImage;
    private final LocalProcesses processes;
    private final List<LocalPortForward> forwards = new ArrayList<>();

    private ContextCluster(Config config, String sampleImage) throws IOException {
        this.folder = Files.createTempDirectory("remocal-demo");
        this.kubeconfig = folder.resolve("kubeconfig");
        Kubeconfig.write(kubeconfig, FlatKubeconfig.text(config));
        this.client = Clusters.client(kubeconfig);
        this.sampleImage = sampleImage;
        this.processes = new LocalProcesses(folder);
    }

    /** Finds the context as kubectl does, and makes sure that its cluster answers. */
    public static ContextCluster open(String context, String sampleImage) throws ClusterUnavailableException {
        Config config = Config.autoConfigure(context);
        boolean known =
                config.getContexts().stream().anyMatch(named -> named.getName().equals(context));
        if (!known) {
            throw new ClusterUnavailableException("The kubeconfig has no context " + context
                    + "; choose one of `kubectl config get-contexts -o name`.");
        }
        try {
            ContextCluster cluster = new ContextCluster(config, sampleImage);
            cluster.requireAnswer(context);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireAnswer(String context) throws ClusterUnavailableException {
        try {
            client.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            close();
            throw new ClusterUnavailableException(
                    "The cluster of context " + context + " does not answer: " + e.getMessage() + "; start it.");
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
        throw new UnsupportedOperationException("the chart names the sidecar's image");
    }

    @Override
    public String sampleImage() {
        return sampleImage;
    }

    @Override
    public String echoImage() {
        throw new UnsupportedOperationException("the demo has no gRPC service");
    }

    @Override
    public String webhookHost() {
        throw new UnsupportedOperationException("the webhook runs in the cluster");
    }

    @Override
    public Certificates certificates() {
        throw new UnsupportedOperationException("the webhook makes its own certificates");
    }

    @Override
    public LocalProcesses processes() {
        return processes;
    }

    @Override
    public String serviceType() {
        return "ClusterIP";
    }

    /** By way of one pod of the Deployment of the same name, on the port that all samples have. */
    @Override
    public InetSocketAddress service(String namespace, String name, int port) {
        Pod pod = pods(namespace, Map.of("app", name)).getFirst();
        LocalPortForward forward = client.pods()
                .resource(pod)
                .portForward(pod.getSpec()
                        .getContainers()
                        .getFirst()
                        .getPorts()
                        .getFirst()
                        .getContainerPort());
        forwards.add(forward);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.getLocalPort());
    }

    @Override
    public void close() {
        forwards.forEach(ContextCluster::close);
        processes.close();
        client.close();
        try {
            LocalCluster.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(LocalPortForward forward) {
        try {
            forward.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return client.getMasterUrl().toString();
    }
}
