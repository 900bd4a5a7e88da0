package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Plays the part of an app that cannot be reached, so that the streams of an HTTP/2 connection which are developers' can be
 * served all the same. One that is the app's is refused: REFUSED_STREAM tells that nothing was done, so that any request
 * may be repeated (RFC 9113 section 8.7), and GOAWAY that this needs a new connection, for which the app is dialled again.
 */
final class AbsentApp extends ChannelDuplexHandler {

    private final FrameUnits frames;
    private int prefaceLeft = Http2Relay.PREFACE.length();
    private int highestStream;
    private boolean over;

    private AbsentApp(Channel channel) {
        this.frames = new FrameUnits(channel.alloc());
    }

    /** A channel that leads nowhere, to be called on the loop that it is for. */
    static Channel open(EventLoop loop) {
        Channel channel = new LocalChannel();
        channel.pipeline().addLast(new AbsentApp(channel));
        loop.register(channel);
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ByteBuf settings =
                FrameBytes.frame(context.alloc(), Http2FrameTypes.SETTINGS, 0, 0, Http2CodecUtil.SETTING_ENTRY_LENGTH);
        settings.writeShort(Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS);
        say(context, settings.writeInt(ProxyLimits.STREAMS_WITHOUT_APP));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        int skipped = Math.min(prefaceLeft, bytes.readableBytes());
        prefaceLeft -= skipped;
        bytes.skipBytes(skipped);
        if (over) {
            bytes.release();
        } else {
            frames.add(bytes);
            answer(context);
        }
        promise.trySuccess();
    }

    private void answer(ChannelHandlerContext context) {
        for (ByteBuf unit = frames.next(); unit != null && !over; unit = frames.next()) {
            answer(context, unit);
            unit.release();
        }
        if (frames.isBroken()) {
            end(context, Http2Error.PROTOCOL_ERROR);
        }
    }

    private void answer(ChannelHandlerContext context, ByteBuf unit) {
        int at = unit.readerIndex();
        int flags = FrameBytes.flags(unit, at);
        int stream = FrameBytes.stream(unit, at);
        switch (FrameBytes.type(unit, at)) {
            case Http2FrameTypes.SETTINGS -> acknowledge(context, unit, flags, 0);
            case Http2FrameTypes.PING -> acknowledge(context, unit, flags, FrameBytes.length(unit, at));
            case Http2FrameTypes.HEADERS -> refuse(context, stream);
            default -> {}
        }
    }

    private static void acknowledge(ChannelHandlerContext context, ByteBuf unit, int flags, int length) {
        if (!FrameBytes.isAcknowledgement(flags)) {
            byte type = FrameBytes.type(unit, unit.readerIndex());
            ByteBuf frame = FrameBytes.frame(context.alloc(), type, Http2Flags.ACK, 0, length);
            int payload = unit.readerIndex() + Http2CodecUtil.FRAME_HEADER_LENGTH;
            say(context, frame.writeBytes(unit, payload, length));
        }
    }

    private void refuse(ChannelHandlerContext context, int stream) {
        highestStream = stream;
        ByteBuf reset = FrameBytes.frame(
                context.alloc(), Http2FrameTypes.RST_STREAM, 0, stream, Http2CodecUtil.INT_FIELD_LENGTH);
        say(context, reset.writeInt((int) Http2Error.REFUSED_STREAM.code()));
        end(context, Http2Error.NO_ERROR);
    }

    /** The stream that was refused counts as processed, or else those of developers before it would not. */
    private void end(ChannelHandlerContext context, Http2Error error) {
        over = true;
        release();
        ByteBuf goAway =
                FrameBytes.frame(context.alloc(), Http2FrameTypes.GO_AWAY, 0, 0, 2 * Http2CodecUtil.INT_FIELD_LENGTH);
        say(context, goAway.writeInt(highestStream).writeInt((int) error.code()));
        context.channel().eventLoop().execute(() -> context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
    }

    /** Later, as an app would: whoever has just written is not to be interrupted. */
    private static void say(ChannelHandlerContext context, ByteBuf frame) {
        context.channel().eventLoop().execute(() -> {
            context.fireChannelRead(frame);
            context.fireChannelReadComplete();
        });
    }

    @Override
    public void read(ChannelHandlerContext context) {
        // There is nothing to be read.
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        // What was written has been answered.
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    private void release() {
        ByteBuf rest = frames.rest();
        if (rest != null) {
            rest.release();
        }
    }
}
