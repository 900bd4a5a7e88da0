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
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    Backend(InetSocketAddress address) {
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
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /** The app of a pod. Environment: HOST, PORT. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (Backend backend = new Backend(new InetSocketAddress(System.getenv("HOST"), port))) {
            backend.listening.closeFuture().syncUninterruptibly();
        }
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
