package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.environment.LocalEnvironment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the environment of a target's container.",
            "",
            "Resolved as the kubelet does, with your own rights, and without what the sidecar has changed. What may not be"
                    + " read is named on stderr and left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal env svc/payments",
            "  remocal env deploy/payments --file .env",
            "  remocal env svc/payments --env-include 'DB_*' -o json",
            "  eval \"$(remocal env svc/payments -o sh)\""
        })
final class EnvCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TargetArgument target;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EnvironmentFlags environment;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EnvironmentOutputFlags output;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ClusterFlags cluster;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        new EnvironmentReport(Console.of(spec.commandLine()), output)
                .print(read(request()), Terminal.showsStandardOutput());
        return 0;
    }

    private EnvironmentRequest request() {
        try {
            return new EnvironmentRequest(true, environment.container(), environment.rules());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private LocalEnvironment read(EnvironmentRequest request) {
        try (Cluster opened = Cluster.open(cluster.options())) {
            return PodEnvironment.read(opened, opened.resolve(target.name()), request)
                    .environment();
        }
    }
}
