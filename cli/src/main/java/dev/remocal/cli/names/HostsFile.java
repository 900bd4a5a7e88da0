package dev.remocal.cli.names;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hosts file (hosts(5)) that the command sees: the cluster's names, then what the laptop's own has to say. */
public final class HostsFile {

    private HostsFile() {}

    /**
     * @param laptops text of /etc/hosts
     */
    public static String of(NamePlan plan, String laptops) {
        Set<String> taken = plan.neighbours().stream()
                .flatMap(neighbour -> neighbour.names().stream())
                .collect(Collectors.toSet());
        Stream<String> cluster = plan.neighbours().stream()
                .filter(neighbour -> !neighbour.ports().isEmpty())
                .map(neighbour -> neighbour.address() + "\t" + String.join(" ", neighbour.names()));
        Stream<String> laptop = laptops.lines().flatMap(line -> without(taken, line));
        return Stream.concat(cluster, laptop).map(line -> line + "\n").collect(Collectors.joining());
    }

    /** With "multi on" in host.conf, Debian's default, a name on two lines has both addresses (host.conf(5)). */
    private static Stream<String> without(Set<String> taken, String line) {
        int comment = line.indexOf('#');
        String entry = comment < 0 ? line : line.substring(0, comment);
        List<String> words = new ArrayList<>(List.of(entry.strip().split("\\s+")));
        boolean changed = words.removeIf(word -> taken.contains(word.toLowerCase(Locale.ROOT)));
        if (!changed) {
            return Stream.of(line);
        }
        return words.size() > 1 ? Stream.of(String.join(" ", words)) : Stream.empty();
    }
}
