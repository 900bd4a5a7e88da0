package dev.remocal.cli.environment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process on the laptop gets of a container's environment.
 *
 * @param variables in the order of names
 * @param keptOwn names that the container sets too, for which the laptop's own values are kept
 * @param withheld what the container has and could not be had
 * @param unset patterns of names that the process is not to have at all, unless they are among the variables
 */
public record LocalEnvironment(
        List<EnvironmentVariable> variables, List<String> keptOwn, List<Withheld> withheld, List<String> unset) {

    public LocalEnvironment {
        variables = List.copyOf(variables);
        keptOwn = List.copyOf(keptOwn);
        withheld = List.copyOf(withheld);
        unset = List.copyOf(unset);
    }

    /** All that the process gets, where the laptop has these variables. */
    public Map<String, String> over(Map<String, String> own) {
        Map<String, String> all = new TreeMap<>(own);
        all.keySet().removeIf(name -> EnvironmentRules.matches(unset, name));
        variables.forEach(variable -> all.put(variable.name(), variable.value()));
        return all;
    }
}
