package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.internal.PlatformDependent;
import java.util.function.LongSupplier;

/**
 * Lets every connection hold less as direct memory runs short. What was read for a peer that takes nothing stays there, and
 * once all of it is held like that, nobody could be served any more.
 *
 * <p>Two options of a channel do it: how much one read takes, and how much weighs what waits to be written, against the mark
 * at which the other end is read no further.
 */
public final class DirectMemory {

    /** How much of it is in use. */
    private enum Level {
        ROOMY(ProxyLimits.READ_BYTES, ScannerLimits.MAX_HEAD_BYTES, ProxyLimits.FIELD_BLOCK_BYTES),
        SCARCE(ProxyLimits.READ_BYTES_SCARCE, ProxyLimits.READ_BYTES_SCARCE, ProxyLimits.HELD_BYTES_SCARCE),
        SHORT(ProxyLimits.READ_BYTES_SHORT, ProxyLimits.READ_BYTES_SHORT, ProxyLimits.READ_BYTES_SCARCE);

        private final int readBytes;
        private final int headBytes;
        private final int blockBytes;

        Level(int readBytes, int headBytes, int blockBytes) {
            this.readBytes = readBytes;
            this.headBytes = headBytes;
            this.blockBytes = blockBytes;
        }
    }

    private final LongSupplier used;
    private final long limit;

    /**
     * @param used bytes in use; negative where that is not known, and then nothing is ever short
     */
    DirectMemory(LongSupplier used, long limit) {
        this.used = used;
        this.limit = limit;
    }

    public static DirectMemory ofNetty() {
        return new DirectMemory(PlatformDependent::usedDirectMemory, PlatformDependent.maxDirectMemory());
    }

    private Level level() {
        long now = used.getAsLong();
        if (now <= limit / 2) {
            return Level.ROOMY;
        }
        return now <= limit / 4 * 3 ? Level.SCARCE : Level.SHORT;
    }

    /** Bytes of a head that may be held while it is incomplete. */
    int headBytes() {
        return level().headBytes;
    }

    /** The same for a header block of HTTP/2 and its frames. */
    int blockBytes() {
        return level().blockBytes;
    }

    /** For {@link io.netty.channel.ChannelOption#RCVBUF_ALLOCATOR}. */
    public RecvByteBufAllocator reads() {
        RecvByteBufAllocator adaptive = new AdaptiveRecvByteBufAllocator();
        return () -> new Reads((RecvByteBufAllocator.ExtendedHandle) adaptive.newHandle());
    }

    /** For {@link io.netty.channel.ChannelOption#MESSAGE_SIZE_ESTIMATOR}. */
    public MessageSizeEstimator writes() {
        MessageSizeEstimator.Handle plain = DefaultMessageSizeEstimator.DEFAULT.newHandle();
        MessageSizeEstimator.Handle weighing = message -> weight(plain.size(message));
        return () -> weighing;
    }

    /** Where memory is scarce, whatever waits is too much: the next read waits until it has been written. */
    private int weight(int bytes) {
        return bytes == 0 || level() == Level.ROOMY ? bytes : bytes + WriteBufferWaterMark.DEFAULT.high();
    }

    private final class Reads extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {

        private final RecvByteBufAllocator.ExtendedHandle adaptive;

        Reads(RecvByteBufAllocator.ExtendedHandle adaptive) {
            super(adaptive);
            this.adaptive = adaptive;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf ofLoop = level() == Level.ROOMY ? ReadBuffer.ofLoop().take(allocator) : null;
            return ofLoop == null ? allocator.ioBuffer(guess()) : ofLoop;
        }

        @Override
        public int guess() {
            return Math.min(super.guess(), level().readBytes);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return adaptive.continueReading(maybeMore);
        }
    }
}
