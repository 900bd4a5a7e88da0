package dev.remocal.webhook;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of reviews may be under way at once: read in part, waiting for their turn, or being answered. */
final class ReviewRoom {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    ReviewRoom(long most) {
        this.most = most;
    }

    /** Whoever gets room gives it back. */
    boolean tryTake(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
