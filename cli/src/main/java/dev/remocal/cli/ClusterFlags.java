package dev.remocal.cli;

import dev.remocal.cli.cluster.ClusterOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that name a cluster and a namespace, as kubectl has them. */
final class ClusterFlags {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "Namespace; default: the one of the context.")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description = "Context of the kubeconfig; default: the current one.")
    private Optional<String> context = Optional.empty();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig file; default: KUBECONFIG, then ~/.kube/config.")
    private Optional<Path> kubeconfig = Optional.empty();

    ClusterOptions options() {
        return new ClusterOptions(namespace, context, kubeconfig);
    }
}
