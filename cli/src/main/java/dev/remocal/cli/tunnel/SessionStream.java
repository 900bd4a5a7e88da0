package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.HttpURLConnection;
import java.util.function.Consumer;

/** The stream that a session lives on: events, one a line, or the reason why there is no session. */
final class SessionStream extends ChannelInitializer<Channel> {

    private final Consumer<Event> onEvent;
    private final Consumer<TunnelEnd> onEnd;

    SessionStream(Consumer<Event> onEvent, Consumer<TunnelEnd> onEnd) {
        this.onEvent = onEvent;
        this.onEnd = onEnd;
    }

    @Override
    protected void initChannel(Channel stream) {
        stream.pipeline().addLast(new Unwrap(), new LineBasedFrameDecoder(TunnelLimits.MAX_EVENT_BYTES), new Lines());
    }

    /** Takes the bytes out of the frames; an answer other than 200 is collected as one line. */
    private final class Unwrap extends ChannelInboundHandlerAdapter {

        private int status = -1;
        private ByteBuf refusal = Unpooled.EMPTY_BUFFER;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                status = ControlRequest.status(headers.headers());
                endIf(headers.isEndStream());
            } else if (frame instanceof Http2DataFrame data) {
                content(context, data);
                endIf(data.isEndStream());
            } else {
                ReferenceCountUtil.release(frame);
            }
        }

        private void content(ChannelHandlerContext context, Http2DataFrame data) {
            if (status == HttpURLConnection.HTTP_OK) {
                context.fireChannelRead(data.content());
            } else if (refusal.readableBytes() < TunnelLimits.MAX_EVENT_BYTES) {
                refusal = Unpooled.wrappedBuffer(refusal, data.content());
            } else {
                data.release();
            }
        }

        private void endIf(boolean endOfStream) {
            if (endOfStream && status == HttpURLConnection.HTTP_OK) {
                onEnd.accept(new TunnelEnd.Lost("the sidecar ended the session"));
            } else if (endOfStream) {
                Problem problem = ControlRequest.problem(status, refusal);
                onEnd.accept(new TunnelEnd.Refused(problem));
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                onEnd.accept(
                        new TunnelEnd.Lost("the sidecar reset the session's stream (error " + reset.errorCode() + ")"));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            refusal.release();
            onEnd.accept(new TunnelEnd.Lost("the session's stream was closed"));
        }
    }

    private final class Lines extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            ByteBuf bytes = (ByteBuf) line;
            try {
                Json.event(bytes).ifPresent(onEvent);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            onEnd.accept(new TunnelEnd.Lost("the sidecar sent an event that cannot be read: " + Cause.of(cause)));
            context.close();
        }
    }
}
