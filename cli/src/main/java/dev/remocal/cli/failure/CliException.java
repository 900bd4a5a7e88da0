package dev.remocal.cli.failure;

/** Carries a {@link CliFailure} to the one place that prints it. */
public final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient CliFailure failure;

    public CliException(CliFailure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    public CliException(CliFailure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    public CliFailure failure() {
        return failure;
    }
}
