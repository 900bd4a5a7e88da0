package dev.remocal.cli.supervision;

/** This machine does not let us supervise; the message is a clause that says why. */
public final class SupervisionUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    SupervisionUnavailableException(String reason) {
        super(reason);
    }

    SupervisionUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
