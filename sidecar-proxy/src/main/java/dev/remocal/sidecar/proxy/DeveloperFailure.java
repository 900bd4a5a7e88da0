package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.util.AttributeKey;

/** The developer's end could not take, or did not finish, an exchange. */
public final class DeveloperFailure extends Exception {

    /**
     * Why a developer's channel broke. A handler that was added when the channel was inactive already finds here what
     * {@code exceptionCaught} no longer brings.
     */
    public static final AttributeKey<DeveloperFailure> OF_CHANNEL = AttributeKey.valueOf("remocal.developer-failure");

    private static final long serialVersionUID = 1;

    private final FailureCode code;

    public DeveloperFailure(FailureCode code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
