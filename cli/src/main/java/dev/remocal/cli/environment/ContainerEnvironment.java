package dev.remocal.cli.environment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container's environment as the kubelet would make it now.
 *
 * @param variables in the order of names
 * @param withheld variables without a value
 * @param unread objects whose keys are variables of names that are not known
 */
public record ContainerEnvironment(
        List<EnvironmentVariable> variables, List<Withheld> withheld, List<Withheld> unread) {

    public ContainerEnvironment {
        variables = List.copyOf(variables);
        withheld = List.copyOf(withheld);
        unread = List.copyOf(unread);
    }

    /** The same, with more that is not in it. */
    public ContainerEnvironment with(List<Withheld> remarks) {
        return new ContainerEnvironment(
                variables,
                withheld,
                Stream.concat(unread.stream(), remarks.stream()).toList());
    }

    /** Text with {@code $(NAME)} replaced; empty where a name has no value. */
    public Optional<String> expand(String text) {
        Map<String, String> values =
                variables.stream().collect(Collectors.toMap(EnvironmentVariable::name, EnvironmentVariable::value));
        Set<String> unknown = new HashSet<>();
        String expanded = Expansion.expand(text, name -> {
            if (!values.containsKey(name)) {
                unknown.add(name);
            }
            return values.get(name);
        });
        return unknown.isEmpty() ? Optional.of(expanded) : Optional.empty();
    }

    /** Nothing of the pod's. */
    public static ContainerEnvironment empty() {
        return new ContainerEnvironment(List.of(), List.of(), List.of());
    }
}
