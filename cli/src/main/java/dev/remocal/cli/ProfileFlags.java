package dev.remocal.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The flag that chooses a profile. */
final class ProfileFlags {

    @Option(
            names = {"-P", "--profile"},
            paramLabel = "NAME",
            description = "Take what is not given here from this profile of remocal.yaml, TARGET and COMMAND too.")
    private Optional<String> name = Optional.empty();

    Optional<String> name() {
        return name;
    }
}
