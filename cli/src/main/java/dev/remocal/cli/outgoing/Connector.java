package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.cli.tunnel.OutgoingTunnel;
import dev.remocal.protocol.Destination;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetAddress;
import java.util.List;

/** Makes the connections that the local process asks for, through the cluster or from this machine. */
final class Connector {

    /** Is told of each connection through the cluster that was not made. */
    @FunctionalInterface
    interface Failures {
        void failed(Destination destination, NotConnectedException cause);
    }

    private final OutgoingTunnel tunnel;
    private final LocalDialer laptop;
    private final Reach reach;
    private final Failures failures;
    private final EventLoop loop;

    Connector(OutgoingTunnel tunnel, LocalDialer laptop, Reach reach, Failures failures, EventLoop loop) {
        this.tunnel = tunnel;
        this.laptop = laptop;
        this.reach = reach;
        this.failures = failures;
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** Completed on the event loop; fails with {@link NotConnectedException}. */
    Future<FarEnd> connect(Destination destination) {
        return switch (reach.of(destination.host())) {
            case REMOTE -> remote(destination);
            case LOCAL -> laptop.connect(destination);
            case LOCAL_FIRST -> localFirst(destination);
        };
    }

    Future<FarEnd> remote(Destination destination) {
        return tunnel.connect(destination).addListener((Future<FarEnd> connected) -> {
            if (connected.cause() instanceof NotConnectedException cause) {
                failures.failed(destination, cause);
            }
        });
    }

    private Future<FarEnd> localFirst(Destination destination) {
        Promise<FarEnd> promise = loop.newPromise();
        laptop.addresses(destination.host()).addListener((Future<List<InetAddress>> found) -> {
            if (found.isSuccess()) {
                laptop.connect(destination, found.getNow(), promise);
            } else {
                remote(destination).addListener(new PromiseNotifier<>(promise));
            }
        });
        return promise;
    }
}
