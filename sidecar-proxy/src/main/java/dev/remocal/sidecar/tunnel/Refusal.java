package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import org.jspecify.annotations.Nullable;

/** A request to the control port that gets a {@link Problem} for an answer. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final @Nullable String allow;

    Refusal(Problem problem) {
        this(problem, null);
    }

    Refusal(ProblemCode code, String message) {
        this(new Problem(code, message), null);
    }

    private Refusal(Problem problem, @Nullable String allow) {
        super(problem.message(), null, false, false);
        this.problem = problem;
        this.allow = allow;
    }

    static Refusal method(String method, String path, String allow) {
        String message = "Method " + method + " is not for " + path + ": use " + allow + ".";
        return new Refusal(new Problem(ProblemCode.METHOD_NOT_ALLOWED, message), allow);
    }

    static Refusal unknownSession(String id) {
        return new Refusal(
                ProblemCode.UNKNOWN_SESSION,
                "Session " + id + " is not one of this connection: it has ended, or was never admitted here; attach"
                        + " again.");
    }

    Problem problem() {
        return problem;
    }

    /** What the path can be asked, for the {@code allow} header that RFC 9110 section 15.5.6 demands. */
    @Nullable String allow() {
        return allow;
    }
}
