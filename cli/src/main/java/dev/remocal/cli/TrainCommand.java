package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Touches the classes that the other commands need, so that the build can put them into the AOT cache. */
@Command(name = "train-aot-cache", hidden = true, description = "Used by the build.")
final class TrainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "KUBECONFIG", description = "A kubeconfig whose server refuses connections.")
    @SuppressWarnings("NullAway.Init")
    private Path kubeconfig;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine remocal = spec.root().commandLine();
        remocal.usage(nowhere);
        remocal.getSubcommands().values().forEach(command -> command.usage(nowhere));
        contactCluster();
        return 0;
    }

    private void contactCluster() {
        ClusterOptions options = new ClusterOptions(Optional.empty(), Optional.empty(), Optional.of(kubeconfig));
        try (Cluster cluster = Cluster.open(options)) {
            cluster.resolve(TargetName.parse("svc/training"));
        } catch (CliException expected) {
            spec.commandLine().getOut().println("Trained up to: " + expected.getMessage());
        }
    }
}
