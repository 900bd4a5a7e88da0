package dev.remocal.sidecar;

import java.util.concurrent.CompletionStage;

/**
 * A part of the sidecar that listens on ports of the pod. {@link Sidecar} starts them in the order of their
 * {@link jakarta.annotation.Priority}, highest first, and stops them in the reverse order.
 */
public interface Server {

    int CAPTURED_PORTS = 30;
    int CONTROL_PORT = 20;
    int MANAGEMENT_PORT = 10;

    /**
     * Listens from the moment it returns.
     *
     * @throws StartupFailure with a sentence that names the address and the next step
     */
    void start();

    /**
     * Takes on nothing new and lets go on what is running.
     *
     * @return completes when nothing is running any more; nobody waits longer than the drain timeout
     */
    CompletionStage<Void> drain();

    /** Closes whatever is still open. */
    void stop();
}
