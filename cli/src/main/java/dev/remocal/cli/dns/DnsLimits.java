package dev.remocal.cli.dns;

import java.time.Duration;

/** Limits of this package, each with its reason. */
final class DnsLimits {

    /**
     * How long a server of this machine may take for an answer. Programs ask again after 5 s (resolv.conf(5), timeout), and what
     * is not answered by then the cluster may still know.
     */
    static final Duration LAPTOP_TIMEOUT = Duration.ofSeconds(2);

    /** How long a server of the cluster may take, through the tunnel. */
    static final Duration CLUSTER_TIMEOUT = Duration.ofSeconds(2);

    /** Bytes of an answer over UDP where the query does not say more (RFC 1035 section 4.2.1). */
    static final int UDP_BYTES = 512;

    /** Bytes of a message over TCP, whose length has 16 bits (RFC 1035 section 4.2.2). */
    static final int TCP_BYTES = 65_535;

    /** Ports that are tried until one is free for both UDP and TCP. */
    static final int PORT_ATTEMPTS = 16;

    private DnsLimits() {}
}
