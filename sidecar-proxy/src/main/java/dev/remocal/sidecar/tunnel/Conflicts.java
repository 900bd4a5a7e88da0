package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;

/**
 * Which session refuses which. Two that divert conflict when they share a port and ask for the very same requests, whoever
 * they belong to: one of them would never get any. A mirror takes nothing from anybody.
 */
final class Conflicts {

    private Conflicts() {}

    static Optional<Problem> find(SessionSpec wanted, Collection<SessionSpec> present) {
        return present.stream()
                .filter(other -> conflict(wanted, other))
                .findFirst()
                .map(other -> new Problem(ProblemCode.CONFLICT, sentence(wanted, other), other.owner()));
    }

    private static boolean conflict(SessionSpec wanted, SessionSpec other) {
        return wanted.id().equals(other.id()) || (bothDivert(wanted, other) && sameRequests(wanted, other));
    }

    private static boolean bothDivert(SessionSpec wanted, SessionSpec other) {
        return wanted.mode() == Mode.DIVERT && other.mode() == Mode.DIVERT;
    }

    private static boolean sameRequests(SessionSpec wanted, SessionSpec other) {
        return wanted.filter().equals(other.filter()) && !Collections.disjoint(wanted.ports(), other.ports());
    }

    private static String sentence(SessionSpec wanted, SessionSpec other) {
        if (wanted.id().equals(other.id())) {
            return "Session " + other.id() + " of " + other.owner() + " is here already: attach under another id.";
        }
        String held = other.owner() + " diverts " + requests(other.filter()) + " of " + other.target()
                + " (session key " + other.key() + ")";
        return held + ": " + nextStep(other.filter()) + " or ask " + other.owner() + " to detach.";
    }

    private static String requests(Filter filter) {
        return switch (filter) {
            case Filter.Everything everything -> "every request";
            case Filter.Key(String key) -> "the requests with key " + key;
            default -> "the requests with " + filter.format();
        };
    }

    private static String nextStep(Filter filter) {
        return switch (filter) {
            case Filter.Everything everything -> "take only yours with --key";
            case Filter.Key key -> "choose another with --key";
            default -> "narrow the filter, choose a --key";
        };
    }
}
