package dev.remocal.sidecar.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one request goes.
 *
 * @param divert who serves it; null means the app
 * @param mirrors who gets a copy
 * @param preempted whose filter matched as well but came later in the order
 */
record Route(@Nullable Developer divert, List<Developer> mirrors, List<Developer> preempted) {

    static final Route APP = new Route(null, List.of(), List.of());
}
