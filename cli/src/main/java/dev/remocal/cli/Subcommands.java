package dev.remocal.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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
        return add(remocal, name -> true);
    }

    /** Those that the arguments name; of the others what the help of {@code remocal} says of them. */
    static CommandLine add(CommandLine remocal, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean any = words.stream().anyMatch(Subcommands::standsForMore);
        return add(remocal, name -> any || words.contains(name));
    }

    private static CommandLine add(CommandLine remocal, Predicate<String> isAskedFor) {
        for (Class<?> type : ALL) {
            Command command = type.getAnnotation(Command.class);
            remocal.addSubcommand(
                    command.name(), isAskedFor.test(command.name()) ? new CommandLine(type) : outline(command));
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
