package dev.remocal.protocol;

/**
 * How far the sender of a stream may be ahead of its receiver. Grows while a whole window arrives within the time of a round trip and
 * is taken at once, because then a larger one costs no memory and a smaller one waits for credit; a receiver that lags keeps what
 * it has. Not thread-safe: used on the event loop of its connection.
 */
public final class TransferWindow {

    /** What the windows that share it may grow by together. Thread-safe. */
    public static final class Room {

        private int free = Limits.WINDOW_ROOM_BYTES;

        private synchronized int take(int wanted) {
            int taken = Math.min(wanted, free);
            free -= taken;
            return taken;
        }

        private synchronized void giveBack(int bytes) {
            free += bytes;
        }
    }

    private final Room room;
    private int size = Limits.STREAM_WINDOW_BYTES;
    private int waiting;
    private long waitingSince;
    private int taken;
    private long takenSince;

    public TransferWindow(Room room) {
        this.room = room;
    }

    /**
     * @param bytes that have arrived and now wait for their receiver
     * @param nanos of a clock that never goes back
     */
    public void arrived(int bytes, long nanos) {
        if (waiting == 0) {
            waitingSince = nanos;
        }
        waiting += bytes;
    }

    /**
     * The receiver has taken all that has arrived.
     *
     * @return the bytes by which the window is to be widened now; 0 for not at all
     */
    public int taken(long nanos) {
        if (waiting == 0) {
            return 0;
        }
        boolean atOnce = nanos - waitingSince <= Limits.TAKEN_AT_ONCE.toNanos();
        if (taken == 0) {
            takenSince = waitingSince;
        }
        taken = atOnce ? taken + waiting : 0;
        waiting = 0;
        if (taken < size) {
            return 0;
        }
        taken = 0;
        return nanos - takenSince <= Limits.LONGEST_ROUND_TRIP.toNanos() ? grow() : 0;
    }

    private int grow() {
        int larger = Math.min(Limits.WINDOW_GROWTH * size, Limits.MAX_STREAM_WINDOW_BYTES);
        int growth = room.take(larger - size);
        size += growth;
        return growth;
    }

    /** The stream has ended: others may have its room. */
    public void end() {
        room.giveBack(size - Limits.STREAM_WINDOW_BYTES);
        size = Limits.STREAM_WINDOW_BYTES;
    }
}
