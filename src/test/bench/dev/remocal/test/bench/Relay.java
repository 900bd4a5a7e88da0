package dev.remocal.test.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The least that a proxy on Netty can do, as a process of its own: it passes bytes on and looks at none. What it costs is
 * what a sidecar on Netty cannot go below.
 */
final class Relay {

    private static final int BACKLOG = 4096;

    private Relay() {}

    /** Arguments: the port to listen on, the app's. */
    public static void main(String[] arguments) {
        int listen = Integer.parseInt(arguments[0]);
        InetSocketAddress app = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        EventLoopGroup loop = Transports.oneLoop(new DefaultThreadFactory("relay"));
        Bootstrap toApp = new Bootstrap()
                .group(loop)
                .channel(Transports.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .remoteAddress(app);
        new ServerBootstrap()
                .group(loop)
                .channel(Transports.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        join(client, toApp);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), listen)
                .syncUninterruptibly();
    }

    private static void join(SocketChannel client, Bootstrap toApp) {
        ChannelFuture connecting = toApp.clone().handler(new Side(client)).connect();
        client.pipeline().addLast(new Side((DuplexChannel) connecting.channel()));
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                client.config().setAutoRead(true);
            } else {
                client.close();
            }
        });
    }

    /** Passes on what one side sends, as fast as the other takes it. */
    private static final class Side extends ChannelInboundHandlerAdapter {

        private final DuplexChannel other;

        Side(DuplexChannel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            other.write(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            other.flush();
            if (!other.isWritable()) {
                context.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            other.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                afterWritten(() -> endOutput(context.channel()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            afterWritten(other::close);
        }

        private void afterWritten(Runnable action) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> action.run());
        }

        private void endOutput(Channel own) {
            if (other.isInputShutdown()) {
                other.close();
                own.close();
            } else {
                other.shutdownOutput();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
