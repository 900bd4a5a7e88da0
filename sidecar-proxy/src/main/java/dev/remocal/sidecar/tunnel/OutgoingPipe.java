package dev.remocal.sidecar.tunnel;

import dev.remocal.sidecar.proxy.EndOfStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;

/**
 * An outgoing connection: pipes the developer's stream to a connection of the pod, both ways, each with its own end and at the
 * pace of the slower side.
 */
final class OutgoingPipe {

    private final Channel stream;
    private final Channel target;
    private boolean streamEnded;
    private boolean targetEnded;

    OutgoingPipe(Channel stream, Channel target) {
        this.stream = stream;
        this.target = target;
    }

    /**
     * @param ended whether the developer's process sends nothing
     */
    void start(boolean ended) {
        stream.pipeline().addLast(new FromStream());
        target.pipeline().addLast(new FromTarget());
        if (ended) {
            endTarget();
        }
        stream.config().setAutoRead(true);
        target.config().setAutoRead(true);
    }

    private void endTarget() {
        streamEnded = true;
        target.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            ((SocketChannel) target).shutdownOutput();
            closeIfBothEnded();
        });
    }

    private void endStream() {
        targetEnded = true;
        stream.writeAndFlush(EndOfStream.INSTANCE).addListener(written -> closeIfBothEnded());
    }

    private void closeIfBothEnded() {
        if (streamEnded && targetEnded) {
            target.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The other side must not take a broken message for a complete one (RFC 9113 section 8.5). */
    private void resetStream() {
        if (stream.isActive()) {
            stream.pipeline()
                    .firstContext()
                    .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CONNECT_ERROR))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void resetTarget() {
        if (target.isActive()) {
            target.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        target.close();
    }

    private final class FromStream extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            target.write(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            target.flush();
            stream.config().setAutoRead(target.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            target.config().setAutoRead(stream.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                endTarget();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        /** Follows both ends, a reset, or the loss of the tunnel. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!streamEnded || !targetEnded) {
                resetTarget();
            }
        }
    }

    private final class FromTarget extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            stream.write(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            stream.flush();
            target.config().setAutoRead(stream.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            stream.config().setAutoRead(target.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                endStream();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!targetEnded) {
                targetEnded = true;
                resetStream();
            }
        }
    }
}
