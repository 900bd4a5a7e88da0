package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.FailureCode;
import dev.remocal.sidecar.proxy.DeveloperFailure;
import dev.remocal.sidecar.proxy.EndOfStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * An accept stream in use: DATA frames are the bytes of the developer's connection, END_STREAM is half-close. What the
 * developer sent before the stream broke is delivered first; the failure comes after it.
 */
final class ByteStream extends ChannelDuplexHandler {

    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closing;
    private @Nullable DeveloperFailure failure;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case Http2DataFrame data -> data(context, data);
            case Http2HeadersFrame trailers -> endInput(context, trailers.isEndStream());
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void data(ChannelHandlerContext context, Http2DataFrame data) {
        boolean last = data.isEndStream();
        if (data.content().isReadable()) {
            context.fireChannelRead(data.content());
        } else {
            data.release();
        }
        endInput(context, last);
    }

    private void endInput(ChannelHandlerContext context, boolean last) {
        if (last && !inputEnded) {
            inputEnded = true;
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        switch (message) {
            case ByteBuf bytes -> context.write(new DefaultHttp2DataFrame(bytes), promise);
            case EndOfStream end -> {
                outputEnded = true;
                context.write(new DefaultHttp2DataFrame(true), promise);
            }
            default ->
                throw new IllegalArgumentException("a developer's channel takes bytes, not "
                        + message.getClass().getName());
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        closing = true;
        context.close(promise);
    }

    /**
     * RST_STREAM is told at once, ahead of data that is still queued; Netty closes the channel behind that data, and while nobody
     * reads not at all. Whoever writes meanwhile closes it, and is to find the cause.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            failure = failure(reset.errorCode());
            context.channel().attr(DeveloperFailure.OF_CHANNEL).set(failure);
        }
    }

    private static DeveloperFailure failure(long errorCode) {
        return errorCode == Http2Error.REFUSED_STREAM.code()
                ? new DeveloperFailure(
                        FailureCode.LOCAL_REFUSED,
                        "The developer's process refused the connection; nothing was delivered.")
                : new DeveloperFailure(
                        FailureCode.LOCAL_CLOSED,
                        "The developer's process closed the connection before its answer was complete.");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean complete = inputEnded && outputEnded;
        if (!complete && !closing) {
            fail(context);
        }
        context.fireChannelInactive();
    }

    private void fail(ChannelHandlerContext context) {
        DeveloperFailure cause = failure == null
                ? new DeveloperFailure(FailureCode.TUNNEL_LOST, "The developer's tunnel ended.")
                : failure;
        context.channel().attr(DeveloperFailure.OF_CHANNEL).set(cause);
        context.fireExceptionCaught(cause);
    }

    /** A frame that RFC 9113 does not allow here breaks this stream only; the data plane is told as it closes. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
