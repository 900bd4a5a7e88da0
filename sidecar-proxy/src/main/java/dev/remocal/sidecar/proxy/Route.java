package dev.remocal.sidecar.proxy;

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

    boolean isApp() {
        return divert == null && mirrors.isEmpty();
    }

    boolean names(Developer developer) {
        return developer.equals(divert) || mirrors.contains(developer);
    }
}
