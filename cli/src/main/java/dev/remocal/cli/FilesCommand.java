package dev.remocal.cli;

import picocli.CommandLine.Command;

@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        description = "Brings files of a target's container to your machine.",
        subcommands = FilesPullCommand.class)
final class FilesCommand {}
