package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of an event loop read into, one after another: most of what is read has been written by the next read,
 * and a buffer from the pool for each would cost a small request a twentieth more. Whoever keeps bytes keeps the buffer.
 */
final class ReadBuffer {

    private static final FastThreadLocal<ReadBuffer> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected ReadBuffer initialValue() {
            return new ReadBuffer();
        }

        @Override
        protected void onRemoval(ReadBuffer removed) {
            removed.release();
        }
    };

    private @Nullable ByteBuf buffer;

    static ReadBuffer ofLoop() {
        return OF_LOOP.get();
    }

    /** The buffer, empty, to be released like any other; null as long as somebody keeps it from an earlier read. */
    @Nullable ByteBuf take(ByteBufAllocator allocator) {
        if (buffer == null) {
            buffer = allocator.ioBuffer(ProxyLimits.READ_BYTES);
        }
        return buffer.refCnt() == 1 ? buffer.clear().retain() : null;
    }

    private void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
