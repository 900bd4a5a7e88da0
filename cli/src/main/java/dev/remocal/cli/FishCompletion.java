package dev.remocal.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completions of a command for fish, which picocli does not know. */
final class FishCompletion {

    private FishCompletion() {}

    static String script(CommandSpec root) {
        String subcommands = visible(root).map(CommandSpec::name).collect(Collectors.joining(" "));
        String first = "not __fish_seen_subcommand_from " + subcommands;
        return Stream.of(
                        Stream.of("complete -c " + root.name() + " -f"),
                        visible(root).map(command -> line(root, first) + " -a " + command.name() + describe(command)),
                        options(root, root, first),
                        visible(root).flatMap(command -> below(root, command)))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> below(CommandSpec root, CommandSpec command) {
        String seen = "__fish_seen_subcommand_from " + command.name();
        return Stream.of(
                        options(root, command, seen),
                        visible(command).map(nested -> line(root, seen) + " -a " + nested.name() + describe(nested)),
                        visible(command).flatMap(nested -> options(root, nested, seen)))
                .flatMap(lines -> lines);
    }

    private static Stream<CommandSpec> visible(CommandSpec root) {
        return root.subcommands().values().stream()
                .map(command -> command.getCommandSpec())
                .filter(command -> !command.usageMessage().hidden())
                .distinct();
    }

    private static Stream<String> options(CommandSpec root, CommandSpec command, String condition) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> line(root, condition)
                        + names(option)
                        + (option.arity().max() > 0 ? " -r" : "")
                        + quote(String.join(" ", option.description())));
    }

    private static String line(CommandSpec root, String condition) {
        return "complete -c " + root.name() + " -n '" + condition + "'";
    }

    private static String names(OptionSpec option) {
        return Stream.of(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String describe(CommandSpec command) {
        return quote(String.join(" ", command.usageMessage().description()));
    }

    private static String quote(String description) {
        return " -d '" + description.replace("%n", " ").replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
