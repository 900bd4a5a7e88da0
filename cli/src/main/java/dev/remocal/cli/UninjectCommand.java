package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "uninject",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes the sidecar out of the pods of a manifest again.",
            "",
            "Prints the manifest as it was before remocal inject, or before the webhook where it was read from the"
                    + " cluster. Everything else stays as it is, comments included."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remocal uninject -f injected.yaml | kubectl apply -f -",
            "  remocal uninject -f injected.yaml --diff",
            "",
            "Exit codes: 0 done, also where nothing had to be; 2 wrong usage;",
            "  16 a manifest cannot be read; 17 a sidecar could not be taken out."
        })
final class UninjectCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ManifestFlags manifest;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return new ManifestRun(Console.of(spec.commandLine()), new Uninjecting()).run(manifest);
    }
}
