package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.SessionSpec;
import java.util.List;

/** What one session wants, made ready for requests. */
record Rule(
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

    Requirement requirement() {
        return Requirement.of(developer.spec().filter());
    }

    boolean matches(RequestHead head) {
        return matcher.matches(head) && sampling.takes(head);
    }

    boolean takesConnections(int appPort) {
        return everything && ports.contains(appPort) && sampling.takesConnection();
    }
}
