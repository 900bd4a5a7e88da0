package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows who is attached to what, as the sidecars tell it.",
        footerHeading = "%nExamples:%n",
        footer = {"  remocal list", "  remocal list -A -o json", "  remocal list -n shop -o yaml"})
final class ListCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ClusterFlags cluster;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "In all namespaces.")
    private boolean everywhere;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private OutputFlags output;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Console console = Console.of(spec.commandLine());
        ListReport report =
                Questions.ask(cluster.options(), questions -> ListReport.of(questions.sessions(everywhere)));
        console.out().print(report.format(output.format(), console.clock().instant()));
        return 0;
    }
}
