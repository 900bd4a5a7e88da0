package dev.remocal.sidecar;

/** Stops the start-up; its message is a sentence that is printed as it is, without a stack trace. */
public final class StartupFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartupFailure(String sentence) {
        super(sentence, null, false, false);
    }

    /**
     * @param what that was to listen, such as {@code control port}
     * @param settings that name the address
     */
    public static StartupFailure cannotListen(String what, String host, int port, String settings, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new StartupFailure("The " + what + " cannot listen on " + host + ":" + port + " (" + cause.getMessage()
                + "): free the port or change " + settings + ".");
    }
}
