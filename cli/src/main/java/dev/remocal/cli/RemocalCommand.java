package dev.remocal.cli;

import dev.remocal.cli.config.Workplace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "remocal",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run one service of a Kubernetes system on your machine and receive exactly the requests that are"
                + " yours.",
        footer = {
            "",
            "Examples:",
            "  remocal attach svc/payments                 your requests come to localhost",
            "  remocal attach svc/payments --mode mirror   copies of them do",
            "  remocal attach svc/payments -- ./mvnw quarkus:dev",
            "  remocal env svc/payments                    what its container has in its environment",
            "  remocal up                                  all profiles of remocal.yaml, side by side",
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

    private final Workplace workplace;
    private final Companions companions;

    RemocalCommand() {
        this(Workplace.here(), Companions.none());
    }

    RemocalCommand(Workplace workplace, Companions companions) {
        this.workplace = workplace;
        this.companions = companions;
    }

    static RemocalCommand of(CommandSpec command) {
        return (RemocalCommand) command.root().userObject();
    }

    Workplace workplace() {
        return workplace;
    }

    Companions companions() {
        return companions;
    }

    boolean verbose() {
        return verbose;
    }
}
