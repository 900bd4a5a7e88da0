package dev.remocal.cli;

import dev.remocal.cli.names.Rewritten;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people are told of the command's way to the cluster. */
final class OutgoingSentences {

    private OutgoingSentences() {}

    static String summary(CliEvent.Outgoing outgoing) {
        List<String> ways = new ArrayList<>();
        if (outgoing.redirected()) {
            ways.add("being redirected");
        } else if (outgoing.names() > 0) {
            ways.add(outgoing.names() + (outgoing.names() == 1 ? " name" : " names"));
        }
        if (!outgoing.rewritten().isEmpty()) {
            ways.add(outgoing.rewritten().size() + " rewritten in variables");
        }
        Stream.of(outgoing.socksProxy(), outgoing.httpProxy())
                .filter(Objects::nonNull)
                .forEach(ways::add);
        if (outgoing.ownProxies()) {
            ways.add("your own proxy settings");
        }
        return "outgoing connections leave from pod " + outgoing.pod()
                + (ways.isEmpty() ? "" : " by " + String.join(", ", ways));
    }

    static String left(List<Long> pids) {
        String numbers = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "the command has left processes running, which can make no connections from now on; end them with `kill "
                + numbers + "`";
    }

    /** A line for each host that a variable holds; empty where there is none. */
    static String table(List<Rewritten.Row> rows) {
        Table table = new Table("  VARIABLE", "IN THE POD", "HERE");
        rows.forEach(row -> table.row("  " + row.variable(), row.was(), row.here()));
        return rows.isEmpty() ? "" : table.format();
    }
}
