package dev.remocal.cli;

import dev.remocal.cli.cluster.TargetName;
import picocli.CommandLine.Parameters;

/** The one argument that a command cannot do without. */
final class TargetArgument {

    static final String FORMS = "svc/NAME, deploy/NAME, sts/NAME or pod/NAME.";

    @Parameters(index = "0", paramLabel = "TARGET", converter = Converters.Target.class, description = FORMS)
    @SuppressWarnings("NullAway.Init")
    private TargetName name;

    TargetName name() {
        return name;
    }
}
