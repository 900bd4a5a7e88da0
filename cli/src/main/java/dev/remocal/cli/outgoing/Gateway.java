package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.cli.tunnel.OutgoingTunnel;
import dev.remocal.protocol.Destination;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** All that listens on this machine for the command: proxies, and addresses of hosts of the cluster. */
public final class Gateway implements AutoCloseable {

    /** Is told, not more often than people can read, of connections that were not made. */
    @FunctionalInterface
    public interface Failures {
        void failed(Destination destination, NotConnectedException cause);
    }

    private static final String LOOPBACK = "127.0.0.1";

    private final Connector connector;
    private final List<Runnable> endings = new ArrayList<>();

    public Gateway(OutgoingTunnel tunnel, Reach reach, EventLoop loop, Failures failures, LongSupplier nanoTime) {
        RepeatedFailures rarely = new RepeatedFailures(failures, nanoTime);
        this.connector = new Connector(tunnel, new LocalDialer(loop), reach, rarely::failed, loop);
    }

    /** @return its port */
    public int listenForHttp() throws IOException {
        return add(LoopbackServer.http(at(LOOPBACK, 0), connector));
    }

    /** @return its port */
    public int listenForSocks() throws IOException {
        return add(LoopbackServer.socks(at(LOOPBACK, 0), connector));
    }

    /**
     * Everything that connects to the address leads to the destination.
     *
     * @param port 0 for any free one
     */
    public DestinationListener listen(String address, int port, Destination destination) throws IOException {
        DestinationListener listener = new DestinationListener(at(address, port), connector, destination);
        endings.add(listener::close);
        return listener;
    }

    /** Everything that connects to its address, which is on loopback, leads to the destination. */
    public DestinationListener listen(Destination destination) throws IOException {
        return listen(LOOPBACK, 0, destination);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), port);
    }

    private int add(LoopbackServer server) {
        endings.add(server::close);
        return server.address().getPort();
    }

    @Override
    public void close() {
        endings.forEach(Runnable::run);
    }

    /** The same failure comes with each of a program's retries; people want to read it once in a while. */
    private static final class RepeatedFailures {

        private record Failure(Destination destination, String code) {}

        private final Failures failures;
        private final LongSupplier nanoTime;
        private final Map<Failure, Long> told = new HashMap<>();

        RepeatedFailures(Failures failures, LongSupplier nanoTime) {
            this.failures = failures;
            this.nanoTime = nanoTime;
        }

        void failed(Destination destination, NotConnectedException cause) {
            long now = nanoTime.getAsLong();
            told.values().removeIf(before -> now - before >= OutgoingLimits.REPEAT_INTERVAL.toNanos());
            Failure failure = new Failure(destination, cause.problem().code().wireName());
            if (told.putIfAbsent(failure, now) == null) {
                failures.failed(destination, cause);
            }
        }
    }
}
