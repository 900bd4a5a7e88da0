package dev.remocal.cli.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** What the command line says about the cluster; what is empty comes from the kubeconfig, as with kubectl. */
public record ClusterOptions(Optional<String> namespace, Optional<String> context, Optional<Path> kubeconfig) {}
