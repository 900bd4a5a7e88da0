package dev.remocal.sidecar.proxy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The part of all requests that a mirroring session gets. Requests of one trace (W3C Trace Context) are taken all or none,
 * on every replica alike, and in whatever order they come; requests without a trace are taken one by one.
 */
final class Sampling {

    static final Sampling ALL = new Sampling(Long.MAX_VALUE);

    /** Of the 2^63 values that a hash or a random number may have, how many are taken. */
    private final long taken;

    private Sampling(long taken) {
        this.taken = taken;
    }

    static Sampling of(@Nullable Double percent) {
        return percent == null || percent >= 100 ? ALL : new Sampling((long) (percent / 100 * 0x1p63));
    }

    boolean takes(RequestHead head) {
        return isAll() || takes(TraceParent.traceHash(head));
    }

    /** Whether it takes a connection that carries no requests. */
    boolean takesConnection() {
        return isAll() || takes((Long) null);
    }

    private boolean isAll() {
        return taken == Long.MAX_VALUE;
    }

    private boolean takes(@Nullable Long traceHash) {
        long value = traceHash == null ? ThreadLocalRandom.current().nextLong() : traceHash;
        return value >>> 1 < taken;
    }
}
