package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Problem;
import java.io.IOException;

/** A connection that was not made, with the cause that the pod has seen. */
public final class NotConnectedException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public NotConnectedException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
