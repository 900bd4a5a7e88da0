package dev.remocal.sidecar.outgoing;

import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;

/** Why an outgoing connection was not made. */
public final class OutgoingFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    OutgoingFailure(ProblemCode code, String message) {
        super(message, null, false, false);
        this.problem = new Problem(code, message);
    }

    public Problem problem() {
        return problem;
    }
}
