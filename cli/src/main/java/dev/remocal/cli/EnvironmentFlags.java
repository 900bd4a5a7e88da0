package dev.remocal.cli;

import dev.remocal.cli.environment.EnvironmentRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say which container's environment is meant, and what of it is taken. */
final class EnvironmentFlags {

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container whose environment it is; default: the one whose port is captured.")
    private Optional<String> container = Optional.empty();

    @Option(
            names = "--env-include",
            paramLabel = "PATTERN",
            description =
                    "Of its variables only those that match, such as 'DB_*'; may be repeated. PATH, HOME, JAVA_HOME,"
                            + " proxy variables and the like stay your machine's own unless one is named here in full.")
    private List<String> include = List.of();

    @Option(
            names = "--env-exclude",
            paramLabel = "PATTERN",
            description = "Of its variables none that match; may be repeated.")
    private List<String> exclude = List.of();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "This value, whatever the container has; may be repeated.")
    private Map<String, String> overrides = Map.of();

    @Option(
            names = "--env-unset",
            paramLabel = "PATTERN",
            description = "No variable that matches, neither the container's nor your own; may be repeated.")
    private List<String> unset = List.of();

    Optional<String> container() {
        return container;
    }

    EnvironmentRules rules() {
        return new EnvironmentRules(include, exclude, unset, overrides);
    }
}
