package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.SessionSpec;
import java.util.Comparator;
import java.util.List;

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

    private final List<Developer> developers;

    private RouteTable(List<Developer> developers) {
        this.developers = developers;
    }

    public static RouteTable empty() {
        return EMPTY;
    }

    /** The table of the active sessions. */
    public static RouteTable of(List<? extends Developer> active) {
        return new RouteTable(active.stream()
                .map(Developer.class::cast)
                .sorted(Comparator.comparing(Developer::spec, ORDER))
                .toList());
    }

    /**
     * @throws IllegalArgumentException with a sentence where requests cannot be matched with this filter: a regular
     *     expression in it is malformed or too costly
     */
    public static void requireMatchable(Filter filter) {
        RequestMatcher.compile(filter);
    }

    public List<Developer> developers() {
        return developers;
    }
}
