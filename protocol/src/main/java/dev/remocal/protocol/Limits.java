package dev.remocal.protocol;

import java.time.Duration;

/** Every limit and timeout that CLI and sidecar share; each has its reason beside it. */
public final class Limits {

    /** Ping period on the control connection, in both directions. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

    /** Silence after which the other end counts as gone: three missed pings. */
    public static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(15);

    /** An admitted session that nobody activates is released after this, so that a stuck CLI blocks no one. */
    public static final Duration ACTIVATION_TIMEOUT = Duration.ofSeconds(30);

    /** How long a diverted request waits for a parked accept stream before it falls back to the app. */
    public static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(2);

    /** Bytes of a request body on the control port (a {@link SessionSpec} is about 500). */
    public static final int MAX_REQUEST_BODY_BYTES = 64 * 1024;

    /** Bytes of a header section on the control port: SETTINGS_MAX_HEADER_LIST_SIZE, RFC 9113 section 6.5.2. */
    public static final int MAX_HEADER_LIST_BYTES = 16 * 1024;

    /** Sessions at one sidecar, active or not. */
    public static final int MAX_SESSIONS = 256;

    /** Control connections at one sidecar: one a session, and room for list and status. */
    public static final int MAX_CONTROL_CONNECTIONS = 2 * MAX_SESSIONS;

    /** Streams on one control connection: SETTINGS_MAX_CONCURRENT_STREAMS, RFC 9113 section 6.5.2. */
    public static final int MAX_CONCURRENT_STREAMS = 4096;

    /** Accept streams one session may have parked. */
    public static final int MAX_PARKED_STREAMS = 256;

    /** Accept streams the CLI keeps parked for each pod, so that no round trip is added to a burst of this size. */
    public static final int SPARE_STREAMS = 16;

    /** Outgoing connections at one sidecar, of all developers: what one control connection has streams for. */
    public static final int MAX_OUTGOING_CONNECTIONS = MAX_CONCURRENT_STREAMS;

    /** Diverted requests of one session waiting for an accept stream; one more falls back at once. */
    public static final int MAX_WAITING_EXCHANGES = 1024;

    /**
     * Initial stream window on the tunnel: SETTINGS_INITIAL_WINDOW_SIZE, RFC 9113 section 6.5.2. The CLI gives no
     * credit beyond it before the local process has taken the connection, so the sidecar still holds every byte sent.
     */
    public static final int STREAM_WINDOW_BYTES = 64 * 1024;

    /** What the window of a stream grows to whose bytes are taken as they come: 400 MB/s at a round trip of 10 ms. */
    public static final int MAX_STREAM_WINDOW_BYTES = 4 * 1024 * 1024;

    /** How many times as large a window is made at once: a transfer has its largest after 1.3 MiB. */
    public static final int WINDOW_GROWTH = 4;

    /**
     * What the windows at one sidecar grow by together, and those of one connection at a CLI: should all of these streams stand
     * still, a connection has a quarter of its window left for the others, and a sidecar no more to hold than this.
     */
    public static final int WINDOW_ROOM_BYTES = 12 * 1024 * 1024;

    /** Bytes that wait no longer than this have a receiver that keeps up: more than a busy machine takes to run it. */
    public static final Duration TAKEN_AT_ONCE = Duration.ofMillis(10);

    /** A stream that takes longer than this for a whole window does not wait for credit, even from around the world. */
    public static final Duration LONGEST_ROUND_TRIP = Duration.ofSeconds(1);

    /**
     * Bytes of a frame's payload on the tunnel: SETTINGS_MAX_FRAME_SIZE, RFC 9113 section 6.5.2. As much as is read from a
     * connection at once; four of the smallest size allowed cost a tenth of the throughput.
     */
    public static final int MAX_FRAME_BYTES = 64 * 1024;

    /** Connection window on the tunnel: room for 256 streams that stand still, or for a few that have grown. */
    public static final int CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

    /** How long the pod's nameservers together may take to answer: resolv.conf(5) waits 5 s for each. */
    public static final Duration NAME_LOOKUP_TIMEOUT = Duration.ofSeconds(5);

    /**
     * How long an address may take to accept an outgoing connection. Linux repeats a lost SYN after 1 s and 3 s more; whoever
     * has not answered by then is dropped by a firewall.
     */
    public static final Duration OUTGOING_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Characters of a filter in its text form. */
    public static final int MAX_FILTER_LENGTH = 4096;

    /** Nesting of all, any and not in a filter. */
    public static final int MAX_FILTER_DEPTH = 16;

    /** Characters of a regular expression in a filter. */
    public static final int MAX_REGEX_LENGTH = 512;

    /**
     * Characters of annotation {@code remocal.dev/outgoing}: every rule is looked at for each outgoing connection, and both lists
     * stand in an environment variable.
     */
    public static final int MAX_OUTGOING_LENGTH = 4096;

    /** Characters of a key, an owner, a target and a client name. */
    public static final int MAX_NAME_LENGTH = 128;

    /** Ports one session may name. */
    public static final int MAX_PORTS = 32;

    /** Characters of a request target in an event; the rest is cut. */
    public static final int MAX_EVENT_TARGET_LENGTH = 512;

    private Limits() {}
}
