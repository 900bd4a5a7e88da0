package dev.remocal.cli;

import java.util.List;
import picocli.CommandLine.Option;

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

    List<String> files() {
        return files;
    }

    boolean diff() {
        return diff;
    }
}
