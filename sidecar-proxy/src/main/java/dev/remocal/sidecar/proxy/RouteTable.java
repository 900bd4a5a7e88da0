package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.SessionSpec;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which developer gets a request: immutable, and alike on every replica whatever order the sessions came in.
 *
 * <p>Sessions are tried in the order in which they were created by their clients; those that take everything come last,
 * so that they never hide a colleague's narrower filter.
 */
public final class RouteTable {

    /** The order in which sessions are matched. */
    public static final Comparator<SessionSpec> ORDER = Comparator.<SessionSpec, Boolean>comparing(
                    spec -> spec.filter() instanceof Filter.Everything)
            .thenComparingLong(SessionSpec::createdAtMillis)
            .thenComparing(SessionSpec::id);

    private static final RouteTable EMPTY = new RouteTable(List.of());

    private final List<Rule> rules;
    private final HeadIndex index;
    private final List<Watched> watched;

    /** A port with the rules that are about it. */
    private record Watched(int appPort, BitSet rules) {

        static Watched of(int appPort, List<Rule> rules) {
            BitSet numbers = new BitSet();
            for (int number = 0; number < rules.size(); number++) {
                numbers.set(number, rules.get(number).ports().contains(appPort));
            }
            return new Watched(appPort, numbers);
        }
    }

    private RouteTable(List<Rule> rules) {
        this.rules = rules;
        this.index = new HeadIndex(rules.stream().map(Rule::requirement).toList());
        this.watched = rules.stream()
                .flatMap(rule -> rule.ports().stream())
                .distinct()
                .map(port -> Watched.of(port, rules))
                .toList();
    }

    public static RouteTable empty() {
        return EMPTY;
    }

    /** The table of the active sessions. */
    public static RouteTable of(List<? extends Developer> active) {
        return new RouteTable(active.stream()
                .map(Developer.class::cast)
                .sorted(Comparator.comparing(Developer::spec, ORDER))
                .map(Rule::of)
                .toList());
    }

    /**
     * @throws IllegalArgumentException with a sentence where requests cannot be matched with this filter: a regular
     *     expression in it is malformed or too costly
     */
    public static void requireMatchable(Filter filter) {
        RequestMatcher.compile(filter);
    }

    /** Whether any session looks at this port. */
    boolean watches(int appPort) {
        return watched(appPort) != null;
    }

    private @Nullable Watched watched(int appPort) {
        for (int i = 0; i < watched.size(); i++) {
            if (watched.get(i).appPort == appPort) {
                return watched.get(i);
            }
        }
        return null;
    }

    /** Everyone with a session on this port, in order. */
    List<Developer> developers(int appPort) {
        return rules.stream()
                .filter(rule -> rule.ports().contains(appPort))
                .map(Rule::developer)
                .toList();
    }

    /** Who may get the request whose head stands between two indexes. Nothing is allocated where nobody does. */
    Candidates candidates(int appPort, ByteBuf head, int from, int to) {
        Watched port = watched(appPort);
        BitSet found = port == null ? null : index.find(Window.of(head, from, to - from), to - from);
        if (port == null || found == null) {
            return Candidates.NONE;
        }
        found.and(port.rules);
        return new Candidates(rules, found);
    }

    /** Where a connection goes that carries no requests: only who asked for everything gets it. */
    Route routeConnection(int appPort) {
        return Route.of(
                rules.stream().filter(rule -> rule.takesConnections(appPort)).toList());
    }
}
