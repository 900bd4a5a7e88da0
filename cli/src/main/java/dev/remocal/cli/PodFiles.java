package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.Replica;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.environment.EnvironmentResolver;
import dev.remocal.cli.environment.References;
import dev.remocal.cli.environment.Sources;
import dev.remocal.cli.environment.Withheld;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.files.ContainerFiles;
import dev.remocal.cli.files.FileResolver;
import dev.remocal.cli.files.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a container that runs, below a folder of the laptop's. */
final class PodFiles {

    private final Cluster cluster;
    private final ResolvedTarget target;
    private final FileRequest request;
    private final FileTree tree;

    PodFiles(Cluster cluster, ResolvedTarget target, FileRequest request, FileTree tree) {
        this.cluster = cluster;
        this.target = target;
        this.request = request;
        this.tree = tree;
    }

    FileTree tree() {
        return tree;
    }

    /** What cannot be had is part of the answer. */
    CliEvent.Files pull() {
        Replica replica = cluster.replica(target, request.container());
        ContainerFiles files = read(replica);
        tree.write(files);
        List<Withheld> missing = new ArrayList<>();
        request.paths().forEach(path -> missing.addAll(copy(replica, path)));
        return new CliEvent.Files(
                replica.podName(),
                replica.containerName(),
                tree.root().toString(),
                files.count(),
                Stream.of(files.withheld(), replica.remarks(), missing)
                        .flatMap(List::stream)
                        .toList(),
                files.elsewhere().stream()
                        .filter(path -> !request.paths().contains(path))
                        .toList());
    }

    /** Writes what has changed. */
    List<String> update() {
        return tree.update(read(cluster.replica(target, request.container())));
    }

    private ContainerFiles read(Replica replica) {
        References references = References.ofFiles(replica.pod(), replica.container())
                .and(References.ofEnvironment(replica.pod(), replica.container()));
        Sources sources = cluster.read(replica, references);
        return FileResolver.resolve(
                replica.pod(),
                replica.container(),
                sources,
                EnvironmentResolver.resolve(replica.pod(), replica.container(), sources));
    }

    private List<Withheld> copy(Replica replica, String path) {
        try {
            return cluster.archive(replica, path, tree::unpack).stream()
                    .map(left -> new Withheld("/" + left, "It is a link or a device, which are not copied."))
                    .toList();
        } catch (CliException e) {
            return List.of(new Withheld(path, e.failure().sentence()));
        }
    }
}
