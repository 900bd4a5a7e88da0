package dev.remocal.cli.supervision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A system call that waits for our answer: struct seccomp_notif and seccomp_notif_resp of linux/seccomp.h.
 *
 * @param thread which makes it
 * @param socket a descriptor of its process
 * @param address in its memory
 * @param length of what is there, as it says
 */
record Notification(long id, int thread, int socket, long address, long length) {

    static final int BYTES = 80;

    private static final int RESPONSE_BYTES = 24;
    private static final int ERROR = 16;
    private static final int FLAGS = 20;

    /** SECCOMP_USER_NOTIF_FLAG_CONTINUE, since Linux 5.5: it is made as if nobody had asked. */
    private static final int CONTINUE = 1;

    static Notification of(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new Notification(
                from.getLong(0), from.getInt(8), (int) from.getLong(32), from.getLong(40), from.getLong(48));
    }

    byte[] proceed() {
        return response(0, CONTINUE);
    }

    /** @param errno 0 where it is done */
    byte[] done(int errno) {
        return response(-errno, 0);
    }

    private byte[] response(int error, int flags) {
        ByteBuffer response = ByteBuffer.allocate(RESPONSE_BYTES).order(ByteOrder.nativeOrder());
        response.putLong(0, id).putInt(ERROR, error).putInt(FLAGS, flags);
        return response.array();
    }

    /** For SECCOMP_IOCTL_NOTIF_ID_VALID. */
    byte[] identity() {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(id)
                .array();
    }
}
