package dev.remocal.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@TopCommand
@Command(
        name = "remocal",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run one service of a Kubernetes system on your machine and receive exactly the requests that are"
                + " yours.",
        subcommands = {
            AttachCommand.class,
            ListCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            EnvCommand.class,
            FilesCommand.class,
            InjectCommand.class,
            UninjectCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            TrainCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  remocal attach svc/payments                 your requests come to localhost",
            "  remocal attach svc/payments --mode mirror   copies of them do",
            "  remocal attach svc/payments -- ./mvnw quarkus:dev",
            "  remocal env svc/payments                    what its container has in its environment",
            "  remocal list -A",
            "  remocal doctor svc/payments                 is all there that attach needs?",
            "  remocal COMMAND --help"
        })
final class RemocalCommand {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where in the program a failure came from; so does REMOCAL_DEBUG=1.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }
}
