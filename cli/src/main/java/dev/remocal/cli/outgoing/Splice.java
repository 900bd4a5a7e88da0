package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;

/** Two sockets of this machine, joined. */
final class Splice implements FarEnd {

    private final Channel far;

    Splice(Channel far) {
        this.far = far;
    }

    @Override
    public void join(Channel local) {
        End there = new End(far);
        End here = new End(local);
        there.peer = here;
        here.peer = there;
        local.pipeline().addLast(here);
        far.pipeline().addLast(there);
        local.config().setAutoRead(true);
        far.config().setAutoRead(true);
    }

    @Override
    public void close() {
        far.close();
    }

    private static final class End extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private End peer = this;
        private boolean inputEnded;

        End(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            peer.channel.write(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            peer.channel.flush();
            channel.config().setAutoRead(peer.channel.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            peer.channel.config().setAutoRead(channel.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                inputEnded = true;
                peer.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endPeer());
            }
        }

        private void endPeer() {
            ((SocketChannel) peer.channel).shutdownOutput();
            if (peer.inputEnded) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                peer.channel.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        /** Without an end before it, this was a reset, and the other side gets one too. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!inputEnded && peer.channel.isActive()) {
                peer.channel.config().setOption(ChannelOption.SO_LINGER, 0);
                peer.channel.close();
            }
        }
    }
}
