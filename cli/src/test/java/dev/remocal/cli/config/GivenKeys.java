package dev.remocal.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Those of a command with a flag of each kind. */
final class GivenKeys {

    private GivenKeys() {}

    static Keys keys() {
        return Keys.ofProfile(CommandSpec.create()
                .mixinStandardHelpOptions(true)
                .addOption(OptionSpec.builder("-m", "--mode")
                        .type(String.class)
                        .defaultValue("divert")
                        .build())
                .addOption(OptionSpec.builder("--header", "--http-header")
                        .type(List.class)
                        .build())
                .addOption(OptionSpec.builder("--env").type(Map.class).build())
                .addOption(OptionSpec.builder("--all").type(boolean.class).build())
                .addOption(OptionSpec.builder("--files").type(Path.class).build())
                .addOption(OptionSpec.builder("--on-failure").type(String.class).build()));
    }
}
