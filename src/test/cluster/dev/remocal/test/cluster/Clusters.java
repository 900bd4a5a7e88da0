package dev.remocal.test.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/** Starts the kind of cluster that was asked for with {@code -Dremocal.cluster}. */
public final class Clusters {

    private Clusters() {}

    public static Cluster start() throws ClusterUnavailableException {
        String kind = System.getProperty("remocal.cluster", "local");
        return switch (kind) {
            case "local" -> LocalCluster.start(Images.standard(Project.find()));
            case "kubeconfig" -> RemoteCluster.fromCurrentKubeconfig();
            case "k3s" -> K3sCluster.start();
            default ->
                throw new IllegalArgumentException(
                        "-Dremocal.cluster=" + kind + ": allowed are local, kubeconfig and k3s");
        };
    }

    /** A client that shows every failure at once: by default it tries a status of 500 again for half a minute. */
    static KubernetesClient client(Path kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
