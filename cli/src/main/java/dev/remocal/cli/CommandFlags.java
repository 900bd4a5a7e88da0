package dev.remocal.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say how the command behind {@code --} runs. */
final class CommandFlags {

    @Option(names = "--directory", paramLabel = "DIR", description = "Where the command runs; default: here.")
    private Optional<Path> folder = Optional.empty();

    Optional<Path> folder() {
        return folder;
    }
}
