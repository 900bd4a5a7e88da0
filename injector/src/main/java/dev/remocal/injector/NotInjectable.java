package dev.remocal.injector;

/** Ends a decision: the pod stays as it is. */
final class NotInjectable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Decision.Skip skip;

    NotInjectable(Decision.Skip skip) {
        super(skip.sentence(), null, false, false);
        this.skip = skip;
    }

    Decision.Skip skip() {
        return skip;
    }
}
