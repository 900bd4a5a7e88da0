package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one direction of an HTTP/2 connection into units between which other frames may be put: whole frames, and header
 * blocks with all their frames. A DATA frame that is longer than a unit may be becomes several.
 */
final class FrameUnits {

    private static final int HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private final ByteBufAllocator allocator;
    private final HeldBytes held;
    private int dataStream;
    private int dataFlags;
    private int dataLeft;
    private boolean broken;

    FrameUnits(ByteBufAllocator allocator) {
        this.allocator = allocator;
        this.held = new HeldBytes(allocator);
    }

    void add(ByteBuf bytes) {
        held.append(bytes);
    }

    /** Whether what came is no HTTP/2, or a block longer than the sidecar keeps. */
    boolean isBroken() {
        return broken;
    }

    /** Bytes of a unit whose end has not come. */
    int heldBytes() {
        return held.isEmpty() ? 0 : held.peek().readableBytes();
    }

    /** Whether {@link #rest} would start with a frame's header. */
    boolean isBetweenFrames() {
        return dataLeft == 0;
    }

    /** The next unit, or null until more has come. The caller releases it. */
    @Nullable ByteBuf next() {
        if (held.isEmpty() || broken) {
            return null;
        }
        if (dataLeft > 0) {
            return dataPiece();
        }
        ByteBuf bytes = held.peek();
        int start = bytes.readerIndex();
        int end = unitEnd(bytes);
        if (end >= 0) {
            return held.take(end - start);
        }
        return isLongData(bytes) ? longData(bytes) : null;
    }

    /** What no unit could be made of, as it came; null where there is nothing. */
    @Nullable ByteBuf rest() {
        return held.isEmpty() ? null : held.takeAll();
    }

    /** Where the unit at the start ends; -1 where its end has not come. */
    private int unitEnd(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int limit = bytes.writerIndex();
        int openBlock = 0;
        do {
            if (limit - at < HEADER) {
                return -1;
            }
            byte type = FrameBytes.type(bytes, at);
            int stream = FrameBytes.stream(bytes, at);
            if ((type == Http2FrameTypes.CONTINUATION) != (openBlock != 0) || (openBlock != 0 && stream != openBlock)) {
                return fail();
            }
            if (!FrameBytes.hasLength(type, FrameBytes.flags(bytes, at), FrameBytes.length(bytes, at))) {
                return fail();
            }
            boolean ends = FrameBytes.endsBlock(FrameBytes.flags(bytes, at));
            if (FrameBytes.opensBlock(type)) {
                openBlock = stream;
            }
            if (openBlock != 0 && ends) {
                openBlock = 0;
            }
            at += HEADER + FrameBytes.length(bytes, at);
            boolean heldWhole = type != Http2FrameTypes.DATA || FrameBytes.isPadded(bytes);
            if (heldWhole && at - bytes.readerIndex() > ProxyLimits.FIELD_BLOCK_BYTES) {
                return fail();
            }
        } while (openBlock != 0);
        if (at > limit) {
            return -1;
        }
        return FrameBytes.isFilled(bytes, bytes.readerIndex()) ? at : fail();
    }

    private int fail() {
        broken = true;
        return -1;
    }

    private static boolean isLongData(ByteBuf bytes) {
        int at = bytes.readerIndex();
        return bytes.readableBytes() > HEADER
                && FrameBytes.type(bytes, at) == Http2FrameTypes.DATA
                && FrameBytes.length(bytes, at) > Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE
                && !FrameBytes.isPadded(bytes);
    }

    private ByteBuf longData(ByteBuf bytes) {
        int at = bytes.readerIndex();
        dataStream = FrameBytes.stream(bytes, at);
        dataFlags = FrameBytes.flags(bytes, at);
        dataLeft = FrameBytes.length(bytes, at);
        held.take(HEADER).release();
        return dataPiece();
    }

    private ByteBuf dataPiece() {
        int length = Math.min(Math.min(dataLeft, held.peek().readableBytes()), Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        dataLeft -= length;
        ByteBuf data = held.take(length);
        ByteBuf unit = FrameBytes.dataFrame(allocator, dataStream, dataLeft == 0 ? dataFlags : 0, data);
        data.release();
        return unit;
    }
}
