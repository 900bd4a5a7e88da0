package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.sidecar.CapturedPort;
import dev.remocal.sidecar.proxy.RouteTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Whether a session may come in; pure. */
final class Admission {

    private Admission() {}

    /** @param passedBy whether an app that was to be moved stays where its callers reach it themselves */
    static void require(
            SessionSpec wanted, List<CapturedPort> captured, IntPredicate passedBy, Collection<SessionSpec> present)
            throws Refusal {
        requireCaptured(wanted, captured);
        requireMoved(wanted, captured, passedBy);
        requireMatchable(wanted);
        if (present.size() >= Limits.MAX_SESSIONS) {
            throw new Refusal(
                    ProblemCode.TOO_MANY_SESSIONS,
                    "This sidecar holds " + Limits.MAX_SESSIONS
                            + " sessions, its limit: see 'remocal list' and ask somebody to detach.");
        }
        Optional<Problem> conflict = Conflicts.find(wanted, present);
        if (conflict.isPresent()) {
            throw new Refusal(conflict.get());
        }
    }

    private static void requireCaptured(SessionSpec wanted, List<CapturedPort> captured) throws Refusal {
        for (int port : wanted.ports()) {
            if (captured.stream().noneMatch(known -> known.app() == port)) {
                String known = captured.stream()
                        .map(each -> each.app() + " (" + each.name() + ")")
                        .collect(Collectors.joining(", "));
                throw new Refusal(
                        ProblemCode.UNKNOWN_PORT,
                        "Port " + port + " is not captured in this pod: attach to " + known + ".");
            }
        }
    }

    private static void requireMoved(SessionSpec wanted, List<CapturedPort> captured, IntPredicate passedBy)
            throws Refusal {
        for (CapturedPort port : captured) {
            if (wanted.ports().contains(port.app()) && passedBy.test(port.app())) {
                throw new Refusal(
                        ProblemCode.UNKNOWN_PORT,
                        "Port " + port.name() + " is not captured in this pod, for its app stays on " + port.listen()
                                + ": correct the annotation remocal.dev/shift of the pod template.");
            }
        }
    }

    private static void requireMatchable(SessionSpec wanted) throws Refusal {
        try {
            RouteTable.requireMatchable(wanted.filter());
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(ProblemCode.INVALID_SESSION, "The session is not valid: " + wrong.getMessage() + ".");
        }
    }
}
