package dev.remocal.sidecar.proxy;

import java.time.Duration;

/** Every limit and timeout of the data plane; each has its reason beside it. */
final class ProxyLimits {

    /**
     * Between two looks for an app that has been moved to another port: by so much its old number is served later than the app
     * answers, which a kubelet and a Service take longer to notice. A look costs some 50 µs.
     */
    static final Duration SHIFT_PERIOD = Duration.ofMillis(50);

    /**
     * So long must an app have answered on its old port, and not on the new one, to count as one that stays: some listen on
     * both, one after the other. Shorter than a kubelet takes to restart it for want of an answer on the new one.
     */
    static final Duration SHIFT_STAYS = Duration.ofSeconds(2);

    /** After which an app that does not answer on its new port is reported; slow ones have begun to listen by then. */
    static final Duration SHIFT_OVERDUE = Duration.ofSeconds(60);

    /** Between two looks from then on, and after its old number could not be bound. */
    static final Duration SHIFT_OVERDUE_PERIOD = Duration.ofSeconds(1);

    /** Bytes of one diverted request kept for the app until the developer answers; a longer one cannot fall back. */
    static final int REPLAY_BYTES_PER_EXCHANGE = 256 * 1024;

    /** Bytes kept for all diverted requests together: a sixth of the sidecar's direct memory. */
    static final long REPLAY_BYTES_TOTAL = 8L * 1024 * 1024;

    /** Bytes of one mirrored copy on their way to a developer; a slower developer loses the copy. */
    static final int MIRROR_BYTES_PER_COPY = 1024 * 1024;

    /** Bytes of all mirrored copies together: a sixth of the sidecar's direct memory. */
    static final long MIRROR_BYTES_TOTAL = 8L * 1024 * 1024;

    /** Bytes of a copy that are kept until it is answered, to be sent once more: a usual request. */
    static final int MIRROR_BYTES_KEPT = 32 * 1024;

    /** Streams of all tunnels that carry copies, each of which takes some 20 KiB of the small heap. */
    static final int MIRROR_STREAMS = 128;

    /**
     * Copies of HTTP/2 requests and of whole connections in a second. Each takes a connection of its own and some 100 µs of
     * CPU, so that all of them leave nine tenths of a core to the app's traffic.
     */
    static final int UNPOOLED_COPIES_PER_SECOND = 1000;

    /** Connections for one session's copies of one port's requests: half of all, so that a session leaves room for others. */
    static final int MIRROR_LANES_PER_SESSION = MIRROR_STREAMS / 2;

    /** Copies of one session's that wait for one of those: what 20,000 requests a second bring in 50 ms. */
    static final int MIRROR_COPIES_WAITING = 1024;

    /** Copies of all sessions, waiting or on their way; each takes half a KiB of the small heap besides its bytes. */
    static final int MIRROR_COPIES = 4096;

    /** Before a connection for copies is closed that carries none: the shortest keep-alive timeout in use is gunicorn's 2 s. */
    static final Duration MIRROR_LANE_IDLE = Duration.ofSeconds(1);

    /** How long the developer's process may keep such a connection after that: one that detaches waits for it. */
    static final Duration MIRROR_LANE_LINGER = Duration.ofMillis(500);

    /** How long a developer may take to answer a copy before its stream is given back. */
    static final Duration MIRROR_RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    /** Values of one filter by which requests are told apart, at some 60 bytes each; one with more is tried on all. */
    static final int ANCHORS_PER_FILTER = 64;

    /** Bytes of a SETTINGS frame: 170 settings, where RFC 9113 section 6.5.2 names 6. */
    static final int CONTROL_FRAME_BYTES = 1024;

    /** Bytes of one HTTP/2 header block and its frames, or of a frame that is not cut, held until it is complete. */
    static final int FIELD_BLOCK_BYTES = 256 * 1024;

    /** SETTINGS_HEADER_TABLE_SIZE of an app that is followed before the client has given its table up; 4096 by default. */
    static final int HEADER_TABLE_BYTES = 64 * 1024;

    /** Bytes of one diverted stream that a client may be ahead of the developer, where the app's window allows more. */
    static final int STREAM_BYTES_HELD = 4 * 1024 * 1024;

    /** The same for all diverted streams together: a sixth of the sidecar's direct memory. */
    static final long STREAM_BYTES_TOTAL = 8L * 1024 * 1024;

    /** Bytes of discarded DATA after which a client gets its credit back: an eighth of the smallest window in use. */
    static final int CREDIT_STEP_BYTES = 8 * 1024;

    /** Diverted streams of one connection that are over and whose late frames must not reach the app. */
    static final int FINISHED_STREAMS = 1024;

    /** SETTINGS_MAX_CONCURRENT_STREAMS where the app cannot be reached to say its own: over RFC 9113's 100 (6.5.2). */
    static final int STREAMS_WITHOUT_APP = 128;

    /** Between the first and the last GOAWAY of a connection that is to end: RFC 9113 section 6.8 asks for a round trip. */
    static final Duration GOAWAY_PAUSE = Duration.ofSeconds(1);

    /** Requests of one connection whose responses the app still owes; deeper pipelining is no longer followed. */
    static final int PIPELINE_DEPTH = 1024;

    /** How long a head may stay incomplete while sessions want to see it: then the app decides what to do with it. */
    static final Duration HEAD_TIMEOUT = Duration.ofSeconds(5);

    /** Addresses of the pod on which the app is looked for: dual stack, on a few networks. */
    static final int OWN_ADDRESSES = 8;

    /** Dialling the app: it is in the same pod, so anything but an answer at once means a full backlog. */
    static final Duration APP_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** How long a client may stay after the app has hung up while a developer was serving it. */
    static final Duration APPLESS_IDLE_TIMEOUT = Duration.ofSeconds(60);

    /**
     * How long a client may neither send nor close after whoever served it has ended. Linux keeps the app's end as long
     * once the app has closed it (tcp_fin_timeout), so the app is never held on to for longer than without a sidecar.
     */
    static final Duration HALF_OPEN_TIMEOUT = Duration.ofSeconds(60);

    /** How long the developer's process may keep a finished exchange's connection before it is cut. */
    static final Duration STREAM_LINGER = Duration.ofSeconds(5);

    /** The same for a whole connection: as long as Linux keeps a closed one that waits for its peer (tcp_fin_timeout). */
    static final Duration CONNECTION_LINGER = Duration.ofSeconds(60);

    /**
     * How long a stream that was opened together with a connection may wait for the connection's first request. After
     * it the local process, which has heard nothing, may be about to close: servers do so after 5 s and more.
     */
    static final Duration OFFER_LIFETIME = Duration.ofSeconds(2);

    /**
     * Client connections at once. Each takes some 3 KiB of the heap (-Xmx64m) with its connection to the app, so that this
     * many leave a third of it to sessions and their streams.
     */
    static final int CONNECTIONS = 12_000;

    /** Bytes of one read, where it goes on at once: what Netty reads at most. */
    static final int READ_BYTES = 64 * 1024;

    /** The same while more than half of the direct memory is in use; and of a head that is held. */
    static final int READ_BYTES_SCARCE = 2 * 1024;

    /** The same while more than three quarters are: for {@link #CONNECTIONS}, a sixteenth of it. */
    static final int READ_BYTES_SHORT = 256;

    /** Bytes of a header block of HTTP/2 that is held while more than half of the direct memory is in use. */
    static final int HELD_BYTES_SCARCE = 16 * 1024;

    /** Connections waiting to be accepted: the kernel's own ceiling (net.core.somaxconn) since Linux 5.4. */
    static final int ACCEPT_BACKLOG = 4096;

    private ProxyLimits() {}
}
