package dev.remocal.sidecar;

import io.netty.util.NetUtil;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Stops the start-up: Quarkus prints the sentence, without a stack trace, and exits with status 1. */
public final class StartupFailure extends ConfigurationException {

    private static final long serialVersionUID = 1;

    public StartupFailure(String sentence) {
        super(sentence);
    }

    /**
     * @param what that was to listen, such as {@code control port}
     * @param settings that name the address
     */
    public static StartupFailure cannotListen(String what, String host, int port, String settings, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new StartupFailure("The " + what + " cannot listen on " + NetUtil.toSocketAddressString(host, port)
                + " (" + cause.getMessage() + "): free the port or change " + settings + ".");
    }
}
