package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames of one direction of an HTTP/2 connection from its first frame on, and holds none of it (RFC 9113
 * section 4.1). What the sidecar must know of an idle connection is in the frames' headers and in SETTINGS and
 * connection WINDOW_UPDATE.
 */
final class FrameFollower {

    private final FrameListener listener;
    private final byte[] prefix;
    private int prefixSeen;
    private final ByteBuf header = Unpooled.buffer(Http2CodecUtil.FRAME_HEADER_LENGTH);
    private int payloadLeft;
    private @Nullable ByteBuf control;
    private boolean started;
    private int openBlock;
    private boolean broken;

    /**
     * @param prefix what comes before the first frame
     */
    FrameFollower(FrameListener listener, byte[] prefix) {
        this.listener = listener;
        this.prefix = prefix;
    }

    /** Whether the first frame has passed and frames of another origin may be put before the next one. */
    boolean atBoundary() {
        return started && payloadLeft == 0 && !header.isReadable() && openBlock == 0;
    }

    /** Whether this is not HTTP/2 after all; nothing is followed from there on. */
    boolean isBroken() {
        return broken;
    }

    /**
     * Follows the bytes from one index to another, or only to the first boundary in between.
     *
     * @return where it stopped
     */
    int follow(ByteBuf bytes, int from, int to, boolean toBoundary) {
        int at = from;
        while (at < to && !broken) {
            if (toBoundary && atBoundary()) {
                return at;
            }
            if (prefixSeen < prefix.length) {
                broken = bytes.getByte(at++) != prefix[prefixSeen++];
            } else {
                at = payloadLeft > 0 ? followPayload(bytes, at, to) : followHeader(bytes, at, to);
            }
        }
        return broken ? to : at;
    }

    private int followPayload(ByteBuf bytes, int at, int to) {
        int length = Math.min(payloadLeft, to - at);
        if (control != null) {
            control.writeBytes(bytes, at, length);
        }
        payloadLeft -= length;
        if (payloadLeft == 0) {
            frameComplete();
        }
        return at + length;
    }

    private int followHeader(ByteBuf bytes, int at, int to) {
        if (!header.isReadable() && to - at >= Http2CodecUtil.FRAME_HEADER_LENGTH) {
            headerComplete(bytes, at);
            return at + Http2CodecUtil.FRAME_HEADER_LENGTH;
        }
        int length = Math.min(header.writableBytes(), to - at);
        header.writeBytes(bytes, at, length);
        if (!header.isWritable()) {
            headerComplete(header, 0);
        }
        return at + length;
    }

    private void headerComplete(ByteBuf bytes, int at) {
        byte type = FrameBytes.type(bytes, at);
        int flags = FrameBytes.flags(bytes, at);
        int stream = FrameBytes.stream(bytes, at);
        int length = FrameBytes.length(bytes, at);
        if (!isAllowed(type, flags, stream, length)) {
            broken = true;
            return;
        }
        started = true;
        if (FrameBytes.opensBlock(type)) {
            openBlock = FrameBytes.endsBlock(flags) ? 0 : stream;
        } else if (type == Http2FrameTypes.CONTINUATION && FrameBytes.endsBlock(flags)) {
            openBlock = 0;
        }
        listener.frame(type, flags, stream, length);
        payloadLeft = length;
        if (FrameBytes.isConnectionControl(type, stream)) {
            // With the header, so that a listener sees what it would see in a whole frame.
            control = Unpooled.buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + length)
                    .writeBytes(bytes, at, Http2CodecUtil.FRAME_HEADER_LENGTH);
        }
        header.clear();
        if (length == 0) {
            frameComplete();
        }
    }

    private boolean isAllowed(byte type, int flags, int stream, int length) {
        if (!started && !FrameBytes.isFirstSettings(type, flags, stream)) {
            return false;
        }
        if (openBlock != 0) {
            return type == Http2FrameTypes.CONTINUATION && stream == openBlock;
        }
        return type != Http2FrameTypes.CONTINUATION
                && FrameBytes.hasLength(type, flags, length)
                && (!FrameBytes.isConnectionControl(type, stream) || length <= ProxyLimits.CONTROL_FRAME_BYTES);
    }

    private void frameComplete() {
        ByteBuf complete = control;
        if (complete != null) {
            control = null;
            listener.control(complete);
        }
    }
}
