package dev.remocal.cli;

import dev.remocal.cli.cluster.ChartDefaults;
import dev.remocal.injector.InjectionSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "inject",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts the sidecar into the pods of a manifest, for clusters without the webhook.",
            "",
            "Prints the manifest with every Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job and CronJob"
                    + " changed as the webhook would, unless its pod is labelled remocal.dev/inject=false. Everything"
                    + " else stays as it is, comments included. What was done, and why something was not, is said on"
                    + " stderr."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal inject -f deploy.yaml | kubectl apply -f -",
            "  remocal inject -f deploy.yaml --diff",
            "  kubectl get deploy payments -o yaml | remocal inject -f - | kubectl apply -f -",
            "",
            "Exit codes: 0 done, also where nothing had to be; 2 wrong usage;",
            "  16 a manifest cannot be read; 17 a workload was left without a sidecar."
        })
final class InjectCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ManifestFlags manifest;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SidecarFlags sidecar;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return new ManifestRun(Console.of(spec.commandLine()), new Injecting(settings())).run(manifest);
    }

    private InjectionSettings settings() {
        try {
            return sidecar.settings(ChartDefaults.read());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
