package dev.remocal.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs other commands in one process, so that the build can put what they need into one AOT cache: without a cluster those that only
 * print.
 */
@Command(name = "train-aot-cache", hidden = true, description = "Used by the build.")
final class TrainCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KUBECONFIG",
            description = "A kubeconfig whose cluster has svc/training.")
    private @Nullable String kubeconfig;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "A local port that takes connections.")
    private @Nullable String port;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        spec.root().commandLine().usage(nowhere);
        for (List<String> command : kubeconfig == null || port == null ? printing() : attaching(kubeconfig, port)) {
            String[] arguments = command.toArray(String[]::new);
            int exitCode = Remocal.commandLine(RemocalCommand.of(spec), new Failures(), arguments)
                    .setOut(nowhere)
                    .execute(arguments);
            if (exitCode != 0) {
                throw new IllegalStateException(command + " ended with " + exitCode);
            }
        }
        return 0;
    }

    private static List<List<String>> printing() {
        return List.of(List.of("attach", "--help"), List.of("version"), List.of("completion", "bash"));
    }

    private static List<List<String>> attaching(String kubeconfig, String port) {
        return List.of(
                List.of("attach", "--help"),
                List.of("attach", "svc/training", "--kubeconfig", kubeconfig, "-p", port, "--", "true"),
                List.of("attach", "svc/training", "--kubeconfig", kubeconfig, "-p", port, "-o", "json", "--", "true"),
                List.of("env", "svc/training", "--kubeconfig", kubeconfig),
                List.of("list", "--kubeconfig", kubeconfig),
                List.of("status", "svc/training", "--kubeconfig", kubeconfig));
    }
}
