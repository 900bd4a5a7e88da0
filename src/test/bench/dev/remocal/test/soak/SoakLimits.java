package dev.remocal.test.soak;

import java.time.Duration;

/** Every size and time of the soak test; each has its reason beside it. */
final class SoakLimits {

    static final long DEFAULT_REQUESTS = 1_000_000;

    /** Even a short run is stretched over this: sessions have to come and go in it. */
    static final Duration SHORTEST_RUN = Duration.ofSeconds(60);

    /** Leaves time on two processors for the commands that start meanwhile. */
    static final double MOST_REQUESTS_PER_SECOND = 2000;

    static final int REPLICAS = 2;

    /** Enough that sessions overlap; each is a JVM that starts every few seconds. */
    static final int DEVELOPERS = 3;

    static final int HTTP_CONNECTIONS = 12;

    static final int GRPC_CONNECTIONS = 4;

    static final int STREAMS = 8;

    /** Requests that are due and wait for a connection. */
    static final int MOST_WAITING = 500;

    /** Then a connection is opened anew, so that sessions meet young and old ones on every pod. */
    static final int REQUESTS_FOR_EACH_CONNECTION = 400;

    /** A request without an answer by then has failed; what the sidecar waits for at most is below 20 s. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** After Ctrl-C the processes of the cluster end too, and what fails with them is not counted. */
    static final Duration CONFIRMATION = Duration.ofMillis(500);

    /** JVM starts on a machine with many times more work than processors, and the admission on every pod. */
    static final Duration ATTACH_TIMEOUT = Duration.ofMinutes(3);

    /** What the command gives the sidecars, in place of its own 10 s: the machine may be busy with others. */
    static final Duration ADMISSION_TIMEOUT = Duration.ofMinutes(1);

    /** From a cut to the session on every pod again: the command waits up to 5 s between two tries. */
    static final Duration RETURN_TIMEOUT = Duration.ofMinutes(1);

    /** The command gives exchanges 5 s to end when it detaches. */
    static final Duration DETACH_TIMEOUT = Duration.ofMinutes(1);

    /** How long a session that was killed may keep others with its key from attaching: one second of port-forward. */
    static final Duration CONFLICT_TIMEOUT = Duration.ofSeconds(30);

    static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /** Bodies stay below the 256 KiB that the sidecar keeps for a fallback: no request may be lost then. */
    static final int LARGE_BODY_BYTES = 64 * 1024;

    static final int SMALL_BODY_BYTES = 2 * 1024;

    /** An answer up to this is written in one go: it arrives whole, or has not begun. */
    static final int ONE_WRITE_BYTES = 1024;

    /** Some answers take this long, so that sessions end in the middle of requests. */
    static final int LONGEST_DELAY_MILLIS = 400;

    static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    /** Complaints that are printed; further ones are counted only. */
    static final int MOST_COMPLAINTS = 50;

    private SoakLimits() {}
}
