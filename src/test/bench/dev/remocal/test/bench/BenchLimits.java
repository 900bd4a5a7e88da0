package dev.remocal.test.bench;

import java.time.Duration;
import java.util.List;

/** Every size and time of the benchmark; each has its reason beside it. */
final class BenchLimits {

    static final int DEFAULT_ROUNDS = 5;

    /** Long enough that the 10 ms of the kernel's CPU accounting are below half a percent of a busy proxy's time. */
    static final int DEFAULT_SECONDS = 4;

    /** Before the first round of each load, on a JVM: C2 has compiled what a load runs well before. */
    static final int JVM_WARM_UP_SECONDS = 4;

    /**
     * The same for requests and again for transfers of {@link Load#OUTGOING}, whose both contenders are commands: their flags have
     * code run three times as often as usual before it is compiled, and bodies go down and up in turn.
     */
    static final int COMMAND_WARM_UP_SECONDS = 24;

    /** For the others, which have nothing to compile: their connections to the backend are open by then. */
    static final int WARM_UP_SECONDS = 1;

    /** How long a proxy may take until it serves its first request. */
    static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** What a load generator may take beyond the time that it was told, before it counts as hanging. */
    static final Duration OVERTIME = Duration.ofSeconds(60);

    /** A response that takes longer is a failure; a whole 100 MiB through the slowest proxy takes a second. */
    static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    /** How long a control port may take to answer. */
    static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(10);

    static final int POST_BYTES = 16 * 1024;

    /**
     * What nginx keeps of a request body in memory. Its own default (8 KiB here) would have every POST of 16 KiB written to a
     * file and sent on in two writes, of which the second waits 40 ms for the acknowledgement of the first.
     */
    static final int NGINX_BODY_BYTES = 64 * 1024;

    /** haproxy's buffers: with its default of 16 KiB a POST of 16 KiB and its head need two rounds. */
    static final int HAPROXY_BUFFER_BYTES = 32 * 1024;

    static final int TRANSFER_BYTES = 100 * 1024 * 1024;

    static final int IDLE_CONNECTIONS = 1000;

    /** What a team of a hundred would attach to one service. */
    static final int MANY_SESSIONS = 100;

    /** Accept streams that a mirroring session keeps parked: enough that a burst over 64 connections finds one each. */
    static final int PARKED_STREAMS = 128;

    /** Connections that proxies keep open to the backend: more than any load opens to them. */
    static final int UPSTREAM_CONNECTIONS = 256;

    /** Starts of which the median counts. */
    static final int STARTS = 7;

    /** How often a starting sidecar is asked, and so how exact its time is. */
    static final Duration START_PROBE = Duration.ofMillis(1);

    /** How often a starting webhook is asked: exact to a hundredth of its start, since each question takes CPU time from it. */
    static final Duration WEBHOOK_START_PROBE = Duration.ofMillis(10);

    /** The sidecar gives memory back every 2 s (TrimNativeHeapInterval), so this is enough to settle. */
    static final Duration SETTLE = Duration.ofSeconds(6);

    /** CPU at idle is read over this time: one tick of the kernel's accounting is 0.017 % of it. */
    static final Duration IDLE_WINDOW = Duration.ofSeconds(60);

    static final long FOOTPRINT_REQUESTS = 1_000_000;

    /** How often resident memory is read while it is watched for growth. */
    static final Duration GROWTH_INTERVAL = Duration.ofSeconds(10);

    /** Sizes of pods in admissions, in KB of 1,000 bytes: a small one, one with much configuration, one near etcd's limit for many. */
    static final List<Integer> POD_KILOBYTES = List.of(2, 20, 200);

    /** What a large cluster creates when everything in it is rolled at once. */
    static final int ADMISSIONS_PER_SECOND = 200;

    /** Reviews under way at once where as many are sent as are answered; the API server has one connection for them. */
    static final int ADMISSIONS_AT_ONCE = 8;

    /** Outgoing connections that are open at the same time: what a large service with its pools has, several times over. */
    static final int OUTGOING_CONNECTIONS = 1000;

    /** How long all of them together may take. */
    static final Duration OUTGOING_TIMEOUT = Duration.ofSeconds(60);

    private BenchLimits() {}
}
