package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Bytes of a buffer as an array, for those who look at one after another: a buffer checks its bounds and its owners anew for
 * each, in seven calls that a native image does not inline. The array is the thread's, until its next window.
 */
final class Window {

    /** As many as a scanner takes at once: most heads are whole then, and little is copied of a body behind one. */
    static final int HEAD_BYTES = 1024;

    /** The same between the data of chunks: the end of one and the size of the next. */
    static final int CHUNK_BYTES = 64;

    /** As long as hardly a head gets; a longer one takes an array of its own. */
    private static final int KEPT_BYTES = 8 * 1024;

    private static final FastThreadLocal<byte[]> KEPT = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[KEPT_BYTES];
        }
    };

    private Window() {}

    /** The array has the bytes at its start, and behind them what was there before. */
    static byte[] of(ByteBuf buffer, int from, int length) {
        byte[] bytes = length <= KEPT_BYTES ? KEPT.get() : new byte[length];
        buffer.getBytes(from, bytes, 0, length);
        return bytes;
    }
}
