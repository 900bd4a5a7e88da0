package dev.remocal.cli.names;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which variables hold the port of a host that another one holds: DB_HOST and DB_PORT, and those of service links. */
final class PortVariables {

    private static final Pattern HOST_VARIABLE =
            Pattern.compile("(?i)(.+?)(?:HOSTNAME|HOST|ADDRESS|ADDR|SERVER|SERVICE|ENDPOINT|URL|URI)");

    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    /** The pod's own name, and hosts that are not to be connected to in one way or the other. */
    private static final Set<String> HOLDS_NO_TARGET = Set.of("HOSTNAME", "NO_PROXY");

    private PortVariables() {}

    static boolean mayHoldHosts(String variable) {
        return !HOLDS_NO_TARGET.contains(variable.toUpperCase(Locale.ROOT));
    }

    /** Those of {@code variables} that may hold the port of {@code hostVariable}'s host. */
    static List<String> of(String hostVariable, Collection<String> variables) {
        Matcher matcher = HOST_VARIABLE.matcher(hostVariable);
        if (!matcher.matches()) {
            return List.of();
        }
        String name = (matcher.group(1) + "PORT").toUpperCase(Locale.ROOT);
        return variables.stream()
                .filter(variable -> {
                    String upper = variable.toUpperCase(Locale.ROOT);
                    return upper.equals(name) || upper.startsWith(name + "_");
                })
                .toList();
    }

    static Optional<Integer> number(String value) {
        return Optional.of(value).filter(text -> PORT.matcher(text).matches()).map(Integer::valueOf);
    }
}
