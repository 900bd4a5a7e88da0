package dev.remocal.cli;

import dev.remocal.cli.config.Given;
import dev.remocal.cli.config.Key;
import dev.remocal.cli.config.Supplement;
import dev.remocal.cli.failure.CliException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Adds to a command's arguments what {@code remocal.yaml} and variables have for flags that are not there, so that these
 * values are read as the command line's are. {@code attach} takes all; other commands what says which cluster is meant.
 */
final class ConfiguredArguments implements IParameterPreprocessor {

    private static final String END_OF_OPTIONS = "--";
    private static final Set<String> OF_THE_CLUSTER = Set.of("namespace", "context", "kubeconfig");

    private Map<String, String> origins = Map.of();

    private ConfiguredArguments() {}

    static void everywhere(CommandLine commandLine) {
        for (CommandLine command : commandLine.getSubcommands().values()) {
            if (command.getCommandSpec().findOption("--context") != null) {
                command.getCommandSpec().preprocessor(new ConfiguredArguments());
            }
            everywhere(command);
        }
    }

    /** Where the values that a message is about come from, if not from the command line. */
    static String origins(ParameterException exception) {
        return exception.getCommandLine().getCommandSpec().preprocessor() instanceof ConfiguredArguments configured
                ? configured.origins(String.valueOf(exception.getMessage()))
                : "";
    }

    private String origins(String message) {
        String named = origins.entrySet().stream()
                .filter(entry -> Pattern.compile(Pattern.quote(entry.getKey()) + "(?![\\w-])")
                        .matcher(message)
                        .find())
                .map(entry -> entry.getKey() + " is from " + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : " (" + named + ")";
    }

    /**
     * @param arguments the next one is on top
     * @return false, so that picocli goes on with them
     */
    @Override
    @SuppressWarnings("JdkObsolete") // Picocli's own stack.
    public boolean preprocess(
            Stack<String> arguments, CommandSpec command, @Nullable ArgSpec argument, Map<String, Object> info) {
        List<String> words = new ArrayList<>(arguments);
        Collections.reverse(words);
        List<String> supplemented = supplemented(words, command);
        arguments.clear();
        arguments.addAll(supplemented.reversed());
        return false;
    }

    private List<String> supplemented(List<String> words, CommandSpec command) {
        origins = Map.of();
        Configuration configuration = Configuration.of(command);
        if (!configuration.saysSomething() && words.stream().noneMatch(ConfiguredArguments::asksForAProfile)) {
            return words;
        }
        int end = words.contains(END_OF_OPTIONS) ? words.indexOf(END_OF_OPTIONS) : words.size();
        ParseResult parsed = parsed(command, words.subList(0, end));
        if (parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
            return words;
        }
        if (words.subList(0, end).contains("--verbose")
                || RemocalCommand.of(command).verbose()) {
            configuration
                    .path()
                    .ifPresent(path -> command.commandLine().getErr().println("Configuration: " + path));
        }
        try {
            Given given = given(parsed, end < words.size());
            return command.userObject() instanceof AttachCommand
                    ? ofAttach(words, configuration, parsed, given)
                    : ofAnother(words, configuration, given);
        } catch (CliException e) {
            throw new ParameterException(
                    command.commandLine(), withoutStop(e.failure().sentence()), e);
        }
    }

    /** The usage that {@link Failures} points to is behind it. */
    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static boolean asksForAProfile(String word) {
        return word.startsWith("-P") || word.startsWith("--profile");
    }

    /** What the command line says by itself; what is wrong with it is said when it is parsed for good. */
    private static ParseResult parsed(CommandSpec command, List<String> words) {
        CommandLine probe = new CommandLine(command.userObject().getClass()).setUnmatchedArgumentsAllowed(true);
        probe.getCommandSpec().parser().collectErrors(true);
        return probe.parseArgs(words.toArray(String[]::new));
    }

    private static Given given(ParseResult parsed, boolean command) {
        Set<String> flags = parsed.matchedOptions().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .filter(name -> name.startsWith("--"))
                .map(name -> name.substring(2))
                .collect(Collectors.toSet());
        return new Given(flags, parsed.hasMatchedPositional(0), command || parsed.hasMatchedPositional(1));
    }

    private List<String> ofAttach(List<String> words, Configuration configuration, ParseResult parsed, Given given) {
        Optional<String> named = parsed.matchedOptionValue("--profile", Optional.empty());
        Optional<String> profile = named.or(configuration::profile);
        Supplement supplement = Supplement.of(configuration.keys().all(), configuration.settings(profile), given);
        List<String> supplemented = with(supplement, words);
        if (named.isEmpty()) {
            profile.ifPresent(name -> supplemented.addFirst("--profile=" + name));
        }
        return supplemented;
    }

    private List<String> ofAnother(List<String> words, Configuration configuration, Given given) {
        List<Key> keys = configuration.keys().all().stream()
                .filter(key -> OF_THE_CLUSTER.contains(key.name()))
                .toList();
        return with(Supplement.of(keys, configuration.settings(Optional.empty()), given), words);
    }

    private List<String> with(Supplement supplement, List<String> words) {
        origins = supplement.origins();
        List<String> all = new ArrayList<>(supplement.before());
        all.addAll(words);
        all.addAll(supplement.after());
        return all;
    }
}
