package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.SessionSpec;
import java.util.ArrayList;
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

    private record Rule(
            Developer developer,
            List<Integer> ports,
            Mode mode,
            boolean everything,
            RequestMatcher matcher,
            Sampling sampling) {

        static Rule of(Developer developer) {
            SessionSpec spec = developer.spec();
            return new Rule(
                    developer,
                    spec.ports(),
                    spec.mode(),
                    spec.filter() instanceof Filter.Everything,
                    RequestMatcher.compile(spec.filter()),
                    Sampling.of(spec.samplePercent()));
        }

        boolean matches(int appPort, RequestHead head) {
            return ports.contains(appPort) && matcher.matches(head) && sampling.takes(head);
        }

        boolean takesConnections(int appPort) {
            return everything && ports.contains(appPort) && sampling.takesConnection();
        }
    }

    private RouteTable(List<Rule> rules) {
        this.rules = rules;
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
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).ports.contains(appPort)) {
                return true;
            }
        }
        return false;
    }

    /** Everyone with a session on this port, in order. */
    List<Developer> developers(int appPort) {
        return rules.stream()
                .filter(rule -> rule.ports.contains(appPort))
                .map(Rule::developer)
                .toList();
    }

    Route route(int appPort, RequestHead head) {
        @Nullable Developer divert = null;
        List<Developer> mirrors = List.of();
        List<Developer> preempted = List.of();
        for (Rule rule : rules) {
            if (!rule.matches(appPort, head)) {
                continue;
            }
            if (rule.mode == Mode.MIRROR) {
                mirrors = with(mirrors, rule.developer);
            } else if (divert == null) {
                divert = rule.developer;
            } else {
                preempted = with(preempted, rule.developer);
            }
        }
        return divert == null && mirrors.isEmpty() ? Route.APP : new Route(divert, mirrors, preempted);
    }

    /** Where a connection goes that carries no requests: only who asked for everything gets it. */
    Route routeConnection(int appPort) {
        @Nullable Developer divert = null;
        List<Developer> mirrors = List.of();
        for (Rule rule : rules) {
            if (!rule.takesConnections(appPort)) {
                continue;
            }
            if (rule.mode == Mode.MIRROR) {
                mirrors = with(mirrors, rule.developer);
            } else if (divert == null) {
                divert = rule.developer;
            }
        }
        return divert == null && mirrors.isEmpty() ? Route.APP : new Route(divert, mirrors, List.of());
    }

    private static List<Developer> with(List<Developer> developers, Developer more) {
        List<Developer> result = developers.isEmpty() ? new ArrayList<>(2) : developers;
        result.add(more);
        return result;
    }
}
