package dev.remocal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Attaches the profiles of remocal.yaml side by side, as `remocal attach --profile NAME` does each.",
            "",
            "Every line begins with the profile's name. They end together: on Ctrl-C, or as soon as one of them ends."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal up",
            "  remocal up payments orders",
            "",
            "Exit code: that of the first that ended; 130 or 143 after Ctrl-C or SIGTERM;",
            "2 wrong usage, or a wrong remocal.yaml."
        })
final class UpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROFILE", arity = "0..*", description = "Profiles of remocal.yaml; default: all.")
    private List<String> profiles = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json prints one event a line on stdout, with 'profile'; all else goes to stderr.")
    @SuppressWarnings("NullAway.Init")
    private EventFormat output;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        RemocalCommand remocal = RemocalCommand.of(spec);
        return new Up(remocal.workplace(), Console.of(spec.commandLine()), output, remocal.verbose())
                .run(Up.chosen(profiles, Configuration.of(spec).requiredFile()));
    }
}
