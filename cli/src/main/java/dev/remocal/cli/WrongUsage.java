package dev.remocal.cli;

import dev.remocal.cli.config.Similarity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, as a sentence that names the word it is about and the one that may have been meant. */
final class WrongUsage {

    private static final String LONG_OPTION = "--";

    private WrongUsage() {}

    static String sentence(ParameterException exception) {
        CommandLine commandLine = exception.getCommandLine();
        return matchless(exception).map(word -> about(word, commandLine)).orElseGet(exception::getMessage)
                + ConfiguredArguments.origins(exception)
                + "; see `" + commandLine.getCommandSpec().qualifiedName() + " --help`.";
    }

    /** Picocli looks for what is missing first, but with a mistyped option it is that which the developer has to mend. */
    private static Optional<String> matchless(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().stream().findFirst();
        }
        return exception instanceof MissingParameterException
                ? exception.getCommandLine().getUnmatchedArguments().stream()
                        .filter(WrongUsage::isOption)
                        .findFirst()
                : Optional.empty();
    }

    private static String about(String word, CommandLine commandLine) {
        CommandSpec command = commandLine.getCommandSpec();
        if (isOption(word)) {
            String name = word.replaceFirst("=.*", "");
            return "Unknown option '" + name + "'"
                    + next(Similarity.hint(
                            LONG_OPTION, name, command.optionsMap().keySet()));
        }
        if (!command.subcommands().isEmpty()) {
            return "Unknown command '" + word + "'" + next(Similarity.hint(word, shown(command.subcommands())));
        }
        return "'" + word + "' is one argument too many";
    }

    private static List<String> shown(Map<String, CommandLine> commands) {
        return commands.entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String next(Optional<String> hint) {
        return hint.map("; "::concat).orElse("");
    }

    private static boolean isOption(String word) {
        return word.startsWith("-") && word.length() > 1;
    }
}
