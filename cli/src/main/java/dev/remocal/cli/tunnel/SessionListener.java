package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Problem;
import java.time.Duration;

/** Told on the session's event loop what becomes of it; must not block. */
public interface SessionListener {

    /** A pod that came, or came back, after the session was attached. */
    void podAttached(String pod);

    /** The tunnel to a pod that is still there broke. */
    void podLost(String pod, String reason, Duration retryIn);

    /** A pod that came later does not take the session; it is asked again. */
    void podRefused(String pod, Problem problem);

    void podGone(String pod);

    /**
     * The session ends, and waits for what is under way.
     *
     * @param limit what takes longer is cut off
     */
    void finishing(int exchanges, Duration limit);

    void event(String pod, Event event);
}
