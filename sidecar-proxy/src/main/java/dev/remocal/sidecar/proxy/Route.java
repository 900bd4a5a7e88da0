package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one request goes, or one connection as a whole.
 *
 * @param divert who serves it; null means the app
 * @param mirrors who gets a copy
 * @param preempted whose filter matched as well but came later in the order
 */
record Route(@Nullable Developer divert, List<Developer> mirrors, List<Developer> preempted) {

    static final Route APP = new Route(null, List.of(), List.of());

    /** What rules that take it make of it together, in their order. */
    static Route of(List<Rule> rules) {
        @Nullable Developer divert = null;
        List<Developer> mirrors = List.of();
        List<Developer> preempted = List.of();
        for (Rule rule : rules) {
            if (rule.mode() == Mode.MIRROR) {
                mirrors = with(mirrors, rule.developer());
            } else if (divert == null) {
                divert = rule.developer();
            } else {
                preempted = with(preempted, rule.developer());
            }
        }
        return rules.isEmpty() ? APP : new Route(divert, mirrors, preempted);
    }

    private static List<Developer> with(List<Developer> developers, Developer more) {
        List<Developer> result = developers.isEmpty() ? new ArrayList<>(2) : developers;
        result.add(more);
        return result;
    }

    boolean isApp() {
        return divert == null && mirrors.isEmpty();
    }

    boolean names(Developer developer) {
        return developer.equals(divert) || mirrors.contains(developer);
    }
}
