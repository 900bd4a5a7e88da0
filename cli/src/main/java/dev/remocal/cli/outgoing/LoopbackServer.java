package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.Sockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Listens for the local process. */
final class LoopbackServer implements AutoCloseable {

    private final Channel listener;

    private LoopbackServer(Channel listener) {
        this.listener = listener;
    }

    static LoopbackServer http(InetSocketAddress address, Connector connector) throws IOException {
        return listen(address, connector, true, channel -> channel.pipeline().addFirst(new HttpProxy(connector)));
    }

    static LoopbackServer socks(InetSocketAddress address, Connector connector) throws IOException {
        return listen(address, connector, true, channel -> SocksProxy.install(channel, connector));
    }

    /** @param accepted gets each connection before anything is read from it */
    static LoopbackServer accept(InetSocketAddress address, Connector connector, Consumer<Channel> accepted)
            throws IOException {
        return listen(address, connector, false, accepted);
    }

    private static LoopbackServer listen(
            InetSocketAddress address, Connector connector, boolean reads, Consumer<Channel> accepted)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(connector.loop())
                .channelFactory(Sockets.of(connector.loop()).listeners())
                .option(ChannelOption.SO_BACKLOG, OutgoingLimits.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, reads)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HeldInput());
                        accepted.accept(channel);
                    }
                });
        return new LoopbackServer(Binding.await(bootstrap.bind(address)));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close();
    }
}
