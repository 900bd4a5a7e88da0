package dev.remocal.cli;

import dev.remocal.cli.cluster.TargetName;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks what attach needs, a line for each finding, with the next step.",
            "",
            "Cluster, rights, webhook, certificate and namespace; with a target also its pods, their sidecars, each"
                    + " Service over them, NetworkPolicies and mesh. Nothing is changed: a pod that is created to hear the"
                    + " webhook is a dry run. SKIP says what could not be looked at."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal doctor",
            "  remocal doctor svc/payments",
            "  remocal doctor deploy/payments -n shop -o json",
            "",
            "Exit codes: 0 nothing fails; 18 a finding is FAIL; 2 wrong usage; 3 no kubeconfig."
        })
final class DoctorCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TARGET",
            converter = Converters.Target.class,
            description = TargetArgument.FORMS)
    private Optional<TargetName> target = Optional.empty();

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
        DoctorReport report = Doctor.examine(cluster.options(), target, console.clock());
        console.out().print(report.format(output.format(), console.colours()));
        console.out().flush();
        return report.exitCode();
    }
}
