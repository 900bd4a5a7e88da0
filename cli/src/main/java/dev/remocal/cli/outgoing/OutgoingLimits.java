package dev.remocal.cli.outgoing;

import java.time.Duration;

/** Limits of the proxies and listeners on this machine; those shared with the sidecar are in the protocol. */
final class OutgoingLimits {

    /** Bytes of a request head at the HTTP proxy: what most servers take, several times over. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** Connections that wait to be accepted: Linux' own limit since 5.4 (net.core.somaxconn). */
    static final int BACKLOG = 4096;

    /** The same failure is told again after this, not with each of a program's retries. */
    static final Duration REPEAT_INTERVAL = Duration.ofSeconds(10);

    /** How long a connection of the pod waits for the one on loopback that it was made for, which takes microseconds. */
    static final Duration PICK_UP_TIMEOUT = Duration.ofSeconds(1);

    private OutgoingLimits() {}
}
