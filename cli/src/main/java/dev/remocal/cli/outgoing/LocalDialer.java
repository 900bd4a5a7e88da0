package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.cli.tunnel.Sockets;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;

/** Connects from this machine, with its own names, for hosts that are not the cluster's. */
final class LocalDialer {

    private final EventLoop loop;

    LocalDialer(EventLoop loop) {
        this.loop = loop;
    }

    /** What this machine knows of the host. The system's resolver blocks, so a thread of its own waits. */
    Future<List<InetAddress>> addresses(String host) {
        Promise<List<InetAddress>> found = loop.newPromise();
        Thread.ofVirtual().name("resolve-" + host).start(() -> {
            try {
                found.setSuccess(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException unknown) {
                found.setFailure(unknown);
            }
        });
        return found;
    }

    /** Completed on the event loop; fails with {@link NotConnectedException}. */
    Future<FarEnd> connect(Destination destination) {
        Promise<FarEnd> connected = loop.newPromise();
        addresses(destination.host()).addListener((Future<List<InetAddress>> found) -> {
            if (found.isSuccess()) {
                connect(destination, found.getNow(), connected);
            } else {
                connected.setFailure(notConnected(
                        ProblemCode.NO_SUCH_NAME, "Neither this machine nor the cluster knows " + destination.host()));
            }
        });
        return connected;
    }

    /** To the first of the addresses, at least one, that takes the connection. */
    void connect(Destination destination, List<InetAddress> addresses, Promise<FarEnd> connected) {
        attempt(destination, addresses.iterator(), connected);
    }

    private void attempt(Destination destination, Iterator<InetAddress> addresses, Promise<FarEnd> connected) {
        InetSocketAddress address = new InetSocketAddress(addresses.next(), destination.port());
        new Bootstrap()
                .group(loop)
                .channelFactory(Sockets.of(loop).connections())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Limits.OUTGOING_CONNECT_TIMEOUT.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                })
                .connect(address)
                .addListener((ChannelFuture made) -> {
                    if (made.isSuccess()) {
                        connected.setSuccess(new Splice(made.channel()));
                    } else if (addresses.hasNext()) {
                        attempt(destination, addresses, connected);
                    } else {
                        connected.setFailure(explain(destination, made.cause()));
                    }
                });
    }

    private static NotConnectedException explain(Destination destination, Throwable cause) {
        return cause instanceof ConnectTimeoutException
                ? notConnected(ProblemCode.CONNECT_TIMEOUT, destination + " did not answer this machine in time")
                : notConnected(ProblemCode.CONNECTION_REFUSED, destination + " refused the connection of this machine");
    }

    private static NotConnectedException notConnected(ProblemCode code, String sentence) {
        return new NotConnectedException(new Problem(code, sentence + "."));
    }
}
