package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Shows each value that `remocal attach` would take, and where it comes from.",
        footerHeading = "%nExamples:%n",
        footer = {"  remocal config view", "  remocal config view --profile payments -o json"})
final class ConfigViewCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ProfileFlags profile;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private OutputFlags output;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        ConfigReport report = ConfigReport.of(Configuration.of(spec), profile.name());
        Console.of(spec.commandLine()).out().print(report.format(output.format()));
        return 0;
    }
}
