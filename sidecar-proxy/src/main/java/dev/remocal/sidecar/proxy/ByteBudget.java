package dev.remocal.sidecar.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that many connections share. */
final class ByteBudget {

    private final AtomicLong free;

    ByteBudget(long bytes) {
        free = new AtomicLong(bytes);
    }

    /** Takes the bytes, or nothing where they are not there. */
    boolean take(int bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    /** Takes bytes that are there already, even where that overdraws. */
    void charge(long bytes) {
        free.addAndGet(-bytes);
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }

    boolean isExhausted() {
        return free.get() <= 0;
    }
}
