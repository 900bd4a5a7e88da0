package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.protocol.Destination;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
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
        return listen(address, connector, true, channel -> channel.pipeline().addLast(new HttpProxy(connector)));
    }

    static LoopbackServer socks(InetSocketAddress address, Connector connector) throws IOException {
        return listen(address, connector, true, channel -> SocksProxy.install(channel, connector));
    }

    /** Everything that connects here leads there. */
    static LoopbackServer forward(InetSocketAddress address, Connector connector, Destination destination)
            throws IOException {
        return listen(address, connector, false, channel -> forward(channel, connector, destination));
    }

    private static void forward(Channel local, Connector connector, Destination destination) {
        connector.remote(destination).addListener((Future<FarEnd> connected) -> {
            if (!connected.isSuccess()) {
                reset(local);
            } else if (local.isActive()) {
                connected.getNow().join(local);
            } else {
                connected.getNow().close();
            }
        });
    }

    /** The nearest to a refusal that is left once the connection has been accepted. */
    private static void reset(Channel local) {
        if (local.isActive()) {
            local.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        local.close();
    }

    private static LoopbackServer listen(
            InetSocketAddress address, Connector connector, boolean reads, Consumer<Channel> accepted)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(connector.loop())
                .channelFactory(NioServerSocketChannel::new)
                .option(ChannelOption.SO_BACKLOG, OutgoingLimits.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, reads)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.accept(channel);
                    }
                });
        try {
            return new LoopbackServer(bootstrap.bind(address).sync().channel());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + address + " was bound", e);
        } catch (Exception e) {
            // Netty throws what bind(2) said, checked or not.
            throw e instanceof IOException cause ? cause : new IOException(e);
        }
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close();
    }
}
