package dev.remocal.cli.names;

import java.time.Duration;

/** Limits of this package, each with its reason. */
final class NameLimits {

    /**
     * Ports that are listened on. Each takes a file descriptor; the developer's own namespace comes first and has dozens,
     * and a quarter of the 4096 that common systems give a process stays far from what connections need.
     */
    static final int MAX_LISTENERS = 1024;

    /** Hosts with an address of their own; 127.B.0.0/16 has no more. Those beyond share the last one. */
    static final int MAX_ADDRESSES = 0xffff;

    /** How long the attempt to mount a file privately may take; it takes some 10 ms. */
    static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private NameLimits() {}
}
