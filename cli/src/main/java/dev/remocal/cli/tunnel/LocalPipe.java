package dev.remocal.cli.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Pipes a connection of the local process to a stream, both ways, each with its own end and at the pace of the slower
 * side. This is the handler of the local connection; {@link FromStream} is its counterpart on the stream.
 */
final class LocalPipe extends ChannelInboundHandlerAdapter {

    private final Http2StreamChannel stream;
    private @Nullable Channel local;
    private boolean localEnded;
    private boolean streamEnded;

    LocalPipe(Http2StreamChannel stream) {
        this.stream = stream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        local = context.channel();
    }

    /**
     * Starts both directions.
     *
     * @param ended whether the stream carries no bytes for the local process
     */
    void join(ChannelHandlerContext acceptStream, boolean ended) {
        Channel connected = connected();
        acceptStream.pipeline().replace(acceptStream.handler(), null, new FromStream(connected));
        connected.config().setAutoRead(true);
        if (ended) {
            endLocalOutput(connected);
        }
        stream.config().setAutoRead(true);
    }

    private Channel connected() {
        Channel channel = local;
        if (channel == null) {
            throw new IllegalStateException("the local connection is not made");
        }
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        stream.write(new DefaultHttp2DataFrame((ByteBuf) bytes));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        stream.flush();
        context.channel().config().setAutoRead(stream.isWritable());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stream.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !localEnded) {
            localEnded = true;
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
            closeIfBothEnded(context.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Closed with its own direction open: the process died or reset the connection. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!localEnded) {
            localEnded = true;
            AcceptStream.reset(stream, Http2Error.CONNECT_ERROR);
        }
    }

    private void endLocalOutput(Channel connected) {
        streamEnded = true;
        connected.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            ((SocketChannel) connected).shutdownOutput();
            closeIfBothEnded(connected);
        });
    }

    private void closeIfBothEnded(Channel connected) {
        if (localEnded && streamEnded) {
            connected.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** So that the process does not take half a request for a whole one, it gets a reset and not an end. */
    static void abort(Channel connected) {
        if (connected.isActive()) {
            connected.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        connected.close();
    }

    private final class FromStream extends ChannelInboundHandlerAdapter {

        private final Channel target;

        FromStream(Channel target) {
            this.target = target;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2DataFrame data) {
                target.write(data.content());
                if (data.isEndStream()) {
                    endLocalOutput(target);
                }
            } else {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            target.flush();
            stream.config().setAutoRead(target.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            target.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame) {
                localEnded = true;
                abort(target);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        /** Follows both ends, a reset, or the loss of the tunnel. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            boolean whole = localEnded && streamEnded;
            localEnded = true;
            if (!whole) {
                abort(target);
            }
        }
    }
}
