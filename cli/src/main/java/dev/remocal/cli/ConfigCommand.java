package dev.remocal.cli;

import picocli.CommandLine.Command;

@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows what remocal.yaml and variables amount to.",
        subcommands = ConfigViewCommand.class,
        synopsisSubcommandLabel = "view")
final class ConfigCommand {}
