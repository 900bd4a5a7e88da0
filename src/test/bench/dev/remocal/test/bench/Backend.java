package dev.remocal.test.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The app that every contender stands in front of: HTTP/1.1 and, with prior knowledge, HTTP/2 with gRPC on one port. */
final class Backend implements AutoCloseable {

    private static final int BACKLOG = 4096;

    private final EventLoopGroup loop = Transports.oneLoop(new DefaultThreadFactory("backend", true));
    private final ServedRequests served = new ServedRequests();
    private final Channel listening;

    Backend() {
        listening = new ServerBootstrap()
                .group(loop)
                .channel(Transports.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new ProtocolDetection(served));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Requests that have arrived so far, those that contenders were asked to see whether they serve among them. */
    long served() {
        return served.total();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
