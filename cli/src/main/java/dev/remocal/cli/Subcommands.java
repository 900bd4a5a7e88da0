package dev.remocal.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands of {@code remocal}. Only one that is asked for is built with its options, which picocli reads by reflection: for all
 * of them that takes longer than most commands do.
 */
final class Subcommands {

    private static final List<Class<?>> ALL = List.of(
            AttachCommand.class,
            UpCommand.class,
            ListCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            EnvCommand.class,
            FilesCommand.class,
            InjectCommand.class,
            UninjectCommand.class,
            ConfigCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            TrainCommand.class);

    private Subcommands() {}

    static CommandLine addAll(CommandLine remocal) {
        ALL.forEach(type -> remocal.addSubcommand(new CommandLine(type)));
        return remocal;
    }

    /** Those that the arguments name; of the others what the help of {@code remocal} says of them. */
    static CommandLine add(CommandLine remocal, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        if (words.stream().anyMatch(Subcommands::standsForMore)) {
            return addAll(remocal);
        }
        for (Class<?> type : ALL) {
            Command command = type.getAnnotation(Command.class);
            remocal.addSubcommand(
                    command.name(), words.contains(command.name()) ? new CommandLine(type) : outline(command));
        }
        return remocal;
    }

    /** A file of arguments, which picocli reads. */
    private static boolean standsForMore(String word) {
        return word.startsWith("@");
    }

    private static CommandSpec outline(Command command) {
        CommandSpec outline = CommandSpec.create();
        outline.usageMessage().description(command.description()).hidden(command.hidden());
        return outline;
    }
}
