package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each replica of a target as its own sidecar sees it.",
        footerHeading = "%nExamples:%n",
        footer = {"  remocal status svc/payments", "  remocal status deploy/payments -n shop -o json"})
final class StatusCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TargetArgument target;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ClusterFlags cluster;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private OutputFlags output;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Console console = Console.of(spec.commandLine());
        StatusView view = Questions.ask(cluster.options(), questions -> StatusView.of(questions.status(target.name())));
        console.out().print(view.format(output.format(), console.clock().instant()));
        return 0;
    }
}
