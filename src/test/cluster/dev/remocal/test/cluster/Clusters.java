package dev.remocal.test.cluster;

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
}
