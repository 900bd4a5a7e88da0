package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/** Reads and changes frames where they lie: RFC 9113 sections 4.1 and 6. */
final class FrameBytes {

    private static final int END_STREAM = Http2Flags.END_STREAM;
    private static final int ACK = Http2Flags.ACK;
    private static final int END_HEADERS = Http2Flags.END_HEADERS;
    private static final int PADDED = Http2Flags.PADDED;
    private static final int PRIORITY = Http2Flags.PRIORITY;
    private static final int STREAM_MASK = 0x7fffffff;
    private static final int PAYLOAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private FrameBytes() {}

    static int length(ByteBuf bytes, int at) {
        return bytes.getUnsignedMedium(at);
    }

    static byte type(ByteBuf bytes, int at) {
        return bytes.getByte(at + 3);
    }

    static int flags(ByteBuf bytes, int at) {
        return bytes.getUnsignedByte(at + 4);
    }

    static int stream(ByteBuf bytes, int at) {
        return bytes.getInt(at + 5) & STREAM_MASK;
    }

    static boolean endsStream(int flags) {
        return (flags & END_STREAM) != 0;
    }

    static boolean endsBlock(int flags) {
        return (flags & END_HEADERS) != 0;
    }

    static boolean isAcknowledgement(int flags) {
        return (flags & ACK) != 0;
    }

    static boolean opensBlock(byte type) {
        return type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.PUSH_PROMISE;
    }

    static boolean isFirstSettings(byte type, int flags, int stream) {
        return type == Http2FrameTypes.SETTINGS && !isAcknowledgement(flags) && stream == 0;
    }

    /** Whether an HTTP/2 server may have sent these first bytes. */
    static boolean startsWithSettings(ByteBuf bytes) {
        int at = bytes.readerIndex();
        return bytes.readableBytes() >= PAYLOAD
                && isFirstSettings(type(bytes, at), flags(bytes, at), stream(bytes, at))
                && length(bytes, at) % Http2CodecUtil.SETTING_ENTRY_LENGTH == 0;
    }

    /** Whether its payload changes what the connection as a whole may do. */
    static boolean isConnectionControl(byte type, int stream) {
        return stream == 0 && (type == Http2FrameTypes.SETTINGS || type == Http2FrameTypes.WINDOW_UPDATE);
    }

    /** Whether a frame of that type can have that length: RFC 9113 section 6. */
    static boolean hasLength(byte type, int flags, int length) {
        return switch (type) {
            case Http2FrameTypes.WINDOW_UPDATE -> length == Http2CodecUtil.INT_FIELD_LENGTH;
            case Http2FrameTypes.RST_STREAM -> length == Http2CodecUtil.INT_FIELD_LENGTH;
            case Http2FrameTypes.SETTINGS -> length % Http2CodecUtil.SETTING_ENTRY_LENGTH == 0;
            case Http2FrameTypes.GO_AWAY -> length >= 2 * Http2CodecUtil.INT_FIELD_LENGTH;
            default -> true;
        };
    }

    /** Whether the padding and the priority of a whole DATA or HEADERS frame fit into it. */
    static boolean isFilled(ByteBuf bytes, int at) {
        byte type = type(bytes, at);
        if (type != Http2FrameTypes.DATA && type != Http2FrameTypes.HEADERS) {
            return true;
        }
        int flags = flags(bytes, at);
        int needed =
                type == Http2FrameTypes.HEADERS && (flags & PRIORITY) != 0 ? Http2CodecUtil.PRIORITY_ENTRY_LENGTH : 0;
        if ((flags & PADDED) != 0) {
            needed += 1 + (length(bytes, at) == 0 ? 0 : bytes.getUnsignedByte(at + PAYLOAD));
        }
        return needed <= length(bytes, at);
    }

    static boolean isPadded(ByteBuf frame) {
        return (flags(frame, frame.readerIndex()) & PADDED) != 0;
    }

    /** The header of a new frame, with room for its payload. */
    static ByteBuf frame(ByteBufAllocator allocator, byte type, int flags, int stream, int length) {
        return allocator
                .buffer(PAYLOAD + length)
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
    }

    /** A new DATA frame with a copy of the data. */
    static ByteBuf dataFrame(ByteBufAllocator allocator, int stream, int flags, ByteBuf data) {
        return frame(allocator, Http2FrameTypes.DATA, flags, stream, data.readableBytes())
                .writeBytes(data);
    }

    /** The data of a DATA frame without its padding; a view. */
    static ByteBuf data(ByteBuf frame) {
        int at = frame.readerIndex();
        int length = length(frame, at);
        return unpadded(frame, at + PAYLOAD, length, flags(frame, at));
    }

    /** The field block of a unit that starts with HEADERS, its fragments put together; the caller releases it. */
    static ByteBuf fieldBlock(ByteBuf unit) {
        int at = unit.readerIndex();
        int length = length(unit, at);
        int flags = flags(unit, at);
        ByteBuf first = unpadded(unit, at + PAYLOAD, length, flags);
        if ((flags & PRIORITY) != 0) {
            first = first.slice(
                    first.readerIndex() + Http2CodecUtil.PRIORITY_ENTRY_LENGTH,
                    first.readableBytes() - Http2CodecUtil.PRIORITY_ENTRY_LENGTH);
        }
        ByteBuf block = unit.alloc().buffer(unit.readableBytes()).writeBytes(first);
        for (int next = at + PAYLOAD + length; next < unit.writerIndex(); next += PAYLOAD + length(unit, next)) {
            block.writeBytes(unit, next + PAYLOAD, length(unit, next));
        }
        return block;
    }

    private static ByteBuf unpadded(ByteBuf bytes, int payload, int length, int flags) {
        if ((flags & PADDED) == 0) {
            return bytes.slice(payload, length);
        }
        return bytes.slice(payload + 1, length - 1 - bytes.getUnsignedByte(payload));
    }

    static long windowIncrement(ByteBuf frame) {
        return frame.getInt(frame.readerIndex() + PAYLOAD) & STREAM_MASK;
    }

    static long errorCode(ByteBuf frame) {
        return frame.getUnsignedInt(frame.readerIndex() + PAYLOAD);
    }

    static int lastStream(ByteBuf goAway) {
        return goAway.getInt(goAway.readerIndex() + PAYLOAD) & STREAM_MASK;
    }

    static void setLastStream(ByteBuf goAway, int stream) {
        goAway.setInt(goAway.readerIndex() + PAYLOAD, stream);
    }

    static void setWindowIncrement(ByteBuf frame, long increment) {
        frame.setInt(frame.readerIndex() + PAYLOAD, (int) increment);
    }

    /** One entry of a SETTINGS frame. */
    @FunctionalInterface
    interface Setting {
        void entry(int identifier, long value, int valueIndex);
    }

    static void forEachSetting(ByteBuf frame, Setting visitor) {
        int entry = frame.readerIndex() + PAYLOAD;
        int end = entry + length(frame, frame.readerIndex());
        for (; entry + Http2CodecUtil.SETTING_ENTRY_LENGTH <= end; entry += Http2CodecUtil.SETTING_ENTRY_LENGTH) {
            visitor.entry(frame.getUnsignedShort(entry), frame.getUnsignedInt(entry + 2), entry + 2);
        }
    }
}
