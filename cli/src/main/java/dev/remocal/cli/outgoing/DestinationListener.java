package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.protocol.Destination;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Listens on this machine; everything that connects here leads to one destination. */
public final class DestinationListener implements AutoCloseable {

    private final Connector connector;
    private final Destination destination;
    private final LoopbackServer server;
    private final Queue<FarEnd> ready = new ArrayDeque<>();

    DestinationListener(InetSocketAddress address, Connector connector, Destination destination) throws IOException {
        this.connector = connector;
        this.destination = destination;
        this.server = LoopbackServer.accept(address, connector, this::accepted);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /**
     * Has the pod connect before anybody has connected here.
     *
     * @return this listener's address, once the next connection to it is one to the destination; fails with
     *     {@link dev.remocal.cli.tunnel.NotConnectedException}
     */
    public Future<InetSocketAddress> connect() {
        Promise<InetSocketAddress> connected = connector.loop().newPromise();
        connector.remote(destination).addListener((Future<FarEnd> made) -> {
            if (made.isSuccess()) {
                keep(made.getNow());
                connected.setSuccess(address());
            } else {
                connected.setFailure(made.cause());
            }
        });
        return connected;
    }

    private void keep(FarEnd farEnd) {
        ready.add(farEnd);
        connector
                .loop()
                .schedule(
                        () -> {
                            if (ready.remove(farEnd)) {
                                farEnd.close();
                            }
                        },
                        OutgoingLimits.PICK_UP_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void accepted(Channel local) {
        FarEnd first = ready.poll();
        if (first != null) {
            first.join(local);
            return;
        }
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

    @Override
    public void close() {
        server.close();
    }
}
