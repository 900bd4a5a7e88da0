package dev.remocal.cli;

import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where manifests come from and in which form they go. */
final class ManifestFlags {

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            description = "A manifest in YAML or JSON, a folder of them, or - for stdin; may be repeated.")
    private List<String> files = List.of();

    @Option(names = "--diff", description = "Print what would change, as a unified diff, instead of the manifest.")
    private boolean diff;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    List<String> files() {
        if (Collections.frequency(files, ManifestFiles.STDIN) > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-f - is there " + Collections.frequency(files, ManifestFiles.STDIN)
                            + " times, and stdin can be read once; leave it in once");
        }
        return files;
    }

    boolean diff() {
        return diff;
    }
}
