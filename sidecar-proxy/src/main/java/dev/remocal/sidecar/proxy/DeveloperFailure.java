package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;

/** The developer's end could not take, or did not finish, an exchange. */
public final class DeveloperFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final FailureCode code;

    public DeveloperFailure(FailureCode code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }
}
