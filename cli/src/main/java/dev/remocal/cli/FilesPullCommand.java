package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the files of a target's container below a folder.",
            "",
            "ConfigMaps, Secrets, projected volumes and the downward API as the container sees them, read from the API; other"
                    + " paths from the container, with --path. What may not be read is named on stderr and left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal files pull svc/payments pod-files",
            "  remocal files pull deploy/payments pod-files --watch",
            "  remocal files pull svc/payments pod-files --path /data/templates"
        })
final class FilesPullCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TargetArgument target;

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description =
                    "A folder that is empty, does not exist, or was made by this before; its owner alone can read it.")
    @SuppressWarnings("NullAway.Init")
    private String folder;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private FilePullFlags files;

    @Option(names = "--watch", description = "Go on until Ctrl-C, and follow changes as the kubelet does.")
    private boolean watch;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ClusterFlags cluster;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        new FilesPull(Console.of(spec.commandLine()))
                .run(cluster.options(), target.name(), files.request(folder), watch);
        return 0;
    }
}
