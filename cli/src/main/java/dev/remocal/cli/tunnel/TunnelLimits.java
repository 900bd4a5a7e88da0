package dev.remocal.cli.tunnel;

import java.time.Duration;

/** Limits and timeouts of the developer's end alone; those shared with the sidecar are in {@link Limits}. */
final class TunnelLimits {

    /** Bytes of one event line: a request target of 512 characters and its sentence, several times over. */
    static final int MAX_EVENT_BYTES = 16 * 1024;

    /** Bytes of an answer that is read as a whole: 256 sessions with a filter each. */
    static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

    /** How long a local process may take to accept a connection; on loopback it does so at once or its backlog is full. */
    static final Duration LOCAL_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /**
     * How long a session that ends waits for what is under way: what somebody who pressed Ctrl-C accepts. Pressing it again
     * ends the wait.
     */
    static final Duration DETACH_TIMEOUT = Duration.ofSeconds(5);

    /** Before another stream is parked in place of one that the sidecar refused. */
    static final Duration REPARK_DELAY = Duration.ofSeconds(1);

    private TunnelLimits() {}
}
