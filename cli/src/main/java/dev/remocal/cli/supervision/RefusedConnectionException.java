package dev.remocal.cli.supervision;

/** A connection that is not to be had, as the program is told of it. */
public final class RefusedConnectionException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What connect(2) fails with; numbers of Linux. */
    public enum Reason {
        FORBIDDEN(SystemCallException.EACCES),
        NETWORK_UNREACHABLE(101),
        TIMED_OUT(110),
        REFUSED(SystemCallException.ECONNREFUSED),
        HOST_UNREACHABLE(113);

        private final int errno;

        Reason(int errno) {
            this.errno = errno;
        }
    }

    private final Reason reason;

    public RefusedConnectionException(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    int errno() {
        return reason.errno;
    }
}
