package dev.remocal.cli.environment;

import dev.remocal.cli.environment.EnvironmentVariable.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of a container's variables a process on the laptop gets.
 *
 * @param include none means all
 * @param exclude the container's values that are not taken
 * @param unset names that the process is not to have at all
 * @param overrides values that come before any other
 */
public record EnvironmentRules(
        List<String> include, List<String> exclude, List<String> unset, Map<String, String> overrides) {

    public EnvironmentRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        unset = List.copyOf(unset);
        overrides = Map.copyOf(overrides);
        if (overrides.containsKey("")) {
            throw new IllegalArgumentException("--env needs a name before the '='; write --env NAME=VALUE");
        }
    }

    public LocalEnvironment apply(ContainerEnvironment container) {
        Map<String, EnvironmentVariable> taken = container.variables().stream()
                .filter(variable -> isWanted(variable.name()) && !isLeftToTheLaptop(variable.name()))
                .collect(Collectors.toMap(
                        EnvironmentVariable::name, variable -> variable, (first, second) -> second, TreeMap::new));
        overrides.forEach((name, value) -> taken.put(name, new EnvironmentVariable(name, value, Source.COMMAND_LINE)));
        List<String> kept = container.variables().stream()
                .map(EnvironmentVariable::name)
                .filter(name -> isWanted(name) && isLeftToTheLaptop(name))
                .toList();
        List<Withheld> withheld = Stream.concat(
                        container.withheld().stream()
                                .filter(missing -> isWanted(missing.name()) && !overrides.containsKey(missing.name())),
                        container.unread().stream())
                .toList();
        return new LocalEnvironment(List.copyOf(taken.values()), kept, withheld, unset);
    }

    private boolean isWanted(String name) {
        return (include.isEmpty() || matches(include, name)) && !matches(exclude, name) && !matches(unset, name);
    }

    private boolean isLeftToTheLaptop(String name) {
        return LaptopVariables.contain(name)
                && !overrides.containsKey(name)
                && include.stream().noneMatch(pattern -> Glob.of(pattern).names(name));
    }

    static boolean matches(List<String> patterns, String name) {
        return patterns.stream().map(Glob::of).anyMatch(pattern -> pattern.matches(name));
    }
}
