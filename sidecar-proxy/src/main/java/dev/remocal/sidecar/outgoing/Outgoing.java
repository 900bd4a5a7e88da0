package dev.remocal.sidecar.outgoing;

import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.OutgoingRules;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.ResolverReport;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.StartupFailure;
import dev.remocal.sidecar.Transport;
import dev.remocal.sidecar.proxy.DirectMemory;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Dials for developers from inside the pod, with the pod's names, network policies and mesh identity. */
@Singleton
public final class Outgoing {

    private final Transport transport;
    private final Metrics metrics;
    private final ResolverSettings resolver;
    private final PodNames names;
    private final ForbiddenAddresses forbidden;
    private final OutgoingRules rules;
    private final DirectMemory memory = DirectMemory.ofNetty();
    private final AtomicInteger open = new AtomicInteger();

    @Inject
    public Outgoing(Transport transport, Metrics metrics, SidecarConfig config) {
        this.transport = transport;
        this.metrics = metrics;
        this.resolver = ResolverSettings.read(Path.of(config.resolvConf()));
        this.names = new PodNames(resolver, transport);
        this.rules = rules(config.outgoing());
        this.forbidden = new ForbiddenAddresses(resolver.nameservers());
    }

    private static OutgoingRules rules(String text) {
        try {
            return OutgoingRules.parse(text);
        } catch (IllegalArgumentException e) {
            throw new StartupFailure("remocal.outgoing (REMOCAL_OUTGOING) is '" + text + "': " + e.getMessage() + ".");
        }
    }

    public ResolverReport resolver() {
        return resolver.report();
    }

    /**
     * Connects to the first of the destination's addresses that takes the connection.
     *
     * @return completed on the loop with a channel from which nothing is read yet; fails with {@link OutgoingFailure}
     */
    public Future<Channel> dial(Destination destination, EventLoop loop) {
        Promise<Channel> dialled = loop.newPromise();
        if (open.incrementAndGet() > Limits.MAX_OUTGOING_CONNECTIONS) {
            open.decrementAndGet();
            return dialled.setFailure(new OutgoingFailure(
                    ProblemCode.TOO_MANY_OUTGOING,
                    "The pod has " + Limits.MAX_OUTGOING_CONNECTIONS
                            + " outgoing connections of developers open, its limit: close some."));
        }
        dialled.addListener((Future<Channel> result) -> count(result));
        names.resolve(destination.host(), loop).addListener((Future<List<InetAddress>> resolved) -> {
            if (resolved.isSuccess()) {
                connect(destination, resolved.getNow(), dialled, loop);
            } else {
                dialled.tryFailure(lookupFailure(destination, resolved.cause()));
            }
        });
        return dialled;
    }

    private void count(Future<Channel> dialled) {
        if (dialled.isSuccess()) {
            metrics.outgoingOpened();
            dialled.getNow().closeFuture().addListener(closed -> {
                open.decrementAndGet();
                metrics.outgoingClosed();
            });
        } else {
            open.decrementAndGet();
        }
    }

    private static OutgoingFailure lookupFailure(Destination destination, Throwable cause) {
        String host = destination.withoutRoot().host();
        if (Stream.iterate(cause, Objects::nonNull, Throwable::getCause).anyMatch(Outgoing::isNoAnswer)) {
            return new OutgoingFailure(
                    ProblemCode.NAME_LOOKUP_FAILED,
                    "The pod's nameservers gave no answer for " + host + ": look at the cluster's DNS, and at network"
                            + " policies that keep the pod from it.");
        }
        return new OutgoingFailure(
                ProblemCode.NO_SUCH_NAME,
                "The pod knows no address for " + host + ": check its spelling and its namespace.");
    }

    private static boolean isNoAnswer(Throwable cause) {
        return cause instanceof DnsNameResolverTimeoutException
                || (cause instanceof DnsErrorCauseException answer
                        && !answer.getCode().equals(DnsResponseCode.NXDOMAIN));
    }

    private void connect(
            Destination destination, List<InetAddress> addresses, Promise<Channel> dialled, EventLoop loop) {
        for (InetAddress address : addresses) {
            Optional<String> reason = forbids(destination, address);
            if (reason.isPresent()) {
                dialled.tryFailure(new OutgoingFailure(
                        ProblemCode.FORBIDDEN_DESTINATION,
                        "No connection is made to " + destination.withoutRoot() + ": " + reason.get() + "."));
                return;
            }
        }
        attempt(destination, addresses.iterator(), dialled, loop);
    }

    private Optional<String> forbids(Destination destination, InetAddress address) {
        return forbidden
                .reason(address, destination.port())
                .map(reason -> address.getHostAddress() + " is " + reason)
                .or(() -> rules.forbids(destination.host(), address.getAddress(), destination.port()));
    }

    private void attempt(
            Destination destination, Iterator<InetAddress> addresses, Promise<Channel> dialled, EventLoop loop) {
        InetSocketAddress address = new InetSocketAddress(addresses.next(), destination.port());
        bootstrap(loop).connect(address).addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                if (!dialled.trySuccess(connected.channel())) {
                    connected.channel().close();
                }
            } else if (addresses.hasNext() && !dialled.isDone()) {
                attempt(destination, addresses, dialled, loop);
            } else {
                dialled.tryFailure(connectFailure(destination, address, connected.cause()));
            }
        });
    }

    private Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(transport.channels())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RCVBUF_ALLOCATOR, memory.reads())
                .option(ChannelOption.MESSAGE_SIZE_ESTIMATOR, memory.writes())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Limits.OUTGOING_CONNECT_TIMEOUT.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                });
    }

    private static OutgoingFailure connectFailure(Destination destination, InetSocketAddress address, Throwable cause) {
        String where = destination.withoutRoot() + " (" + address.getAddress().getHostAddress() + ")";
        // Netty's own subclasses of ConnectException tell a time-out apart from a refusal, and either from no route.
        return switch (cause) {
            case ConnectTimeoutException timeout ->
                new OutgoingFailure(
                        ProblemCode.CONNECT_TIMEOUT,
                        where + " did not accept the connection within " + Limits.OUTGOING_CONNECT_TIMEOUT.toSeconds()
                                + " s: a network policy may drop what the pod sends there.");
            // Netty's epoll (4.1.133) gives it no message.
            case NoRouteToHostException unreachable -> unreachable(where, "there is no route to it");
            case ConnectException refused ->
                new OutgoingFailure(ProblemCode.CONNECTION_REFUSED, where + " refused the connection.");
            // Netty adds the address to what the system says, and keeps that as the cause.
            default -> unreachable(where, Cause.of(Objects.requireNonNullElse(cause.getCause(), cause)));
        };
    }

    private static OutgoingFailure unreachable(String where, String reason) {
        return new OutgoingFailure(ProblemCode.UNREACHABLE, where + " cannot be reached from the pod: " + reason + ".");
    }

    @PreDestroy
    void stop() {
        names.close();
    }
}
