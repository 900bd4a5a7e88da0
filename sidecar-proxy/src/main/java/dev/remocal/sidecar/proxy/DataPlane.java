package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Limits;
import dev.remocal.sidecar.CapturedPort;
import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.ListenAddress;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.Server;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.StartupFailure;
import dev.remocal.sidecar.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Accepts on the captured ports; every accepted channel becomes a {@link ClientConnection}. */
@Singleton
@Priority(Server.CAPTURED_PORTS)
public class DataPlane implements Server {

    private static final Logger LOG = Logger.getLogger(DataPlane.class);

    private final Transport transport;
    private final CapturedPorts ports;
    private final SidecarConfig config;
    private final Routes routes;
    private final Metrics metrics;
    private final Duration halfOpenTimeout;
    private final DirectMemory memory;
    private final Mirroring mirroring;
    private final ShiftedApp.Timings shiftTimings;
    private final AtomicLong exchanges = new AtomicLong();
    private final ByteBudget replayBudget = new ByteBudget(ProxyLimits.REPLAY_BYTES_TOTAL);
    private final ByteBudget streamBudget;
    private final Set<Http2Relay> http2 = ConcurrentHashMap.newKeySet();
    private final Set<FirstBytes> undecided = ConcurrentHashMap.newKeySet();
    private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AcceptLimit accepting;
    private volatile boolean over;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** One captured port with what every connection on it needs. */
    record Port(int app, Metrics.Port metrics, AppDialer toApp) {}

    @Inject
    public DataPlane(Transport transport, CapturedPorts ports, SidecarConfig config, Routes routes, Metrics metrics) {
        this(transport, ports, config, routes, metrics, Bounds.standard());
    }

    /** What bounds a data plane; less in tests. */
    record Bounds(
            Duration halfOpenTimeout,
            int connections,
            DirectMemory memory,
            long streamBytes,
            MirrorTimings mirror,
            ShiftedApp.Timings shift) {

        static Bounds standard() {
            return new Bounds(
                    ProxyLimits.HALF_OPEN_TIMEOUT,
                    ProxyLimits.CONNECTIONS,
                    DirectMemory.ofNetty(),
                    ProxyLimits.STREAM_BYTES_TOTAL,
                    MirrorTimings.standard(),
                    ShiftedApp.Timings.standard());
        }
    }

    DataPlane(
            Transport transport,
            CapturedPorts ports,
            SidecarConfig config,
            Routes routes,
            Metrics metrics,
            Bounds bounds) {
        this.halfOpenTimeout = bounds.halfOpenTimeout();
        this.memory = bounds.memory();
        this.mirroring = new Mirroring(routes, bounds.mirror());
        this.shiftTimings = bounds.shift();
        this.streamBudget = new ByteBudget(bounds.streamBytes());
        this.accepting = new AcceptLimit(bounds.connections(), listening);
        this.transport = transport;
        this.ports = ports;
        this.config = config;
        this.routes = routes;
        this.metrics = metrics;
        routes.onChange(() -> http2.forEach(Http2Relay::routesMayHaveChanged));
        routes.onChange(mirroring::endUnusedLanes);
        routes.onChange(() -> undecided.forEach(FirstBytes::routesMayHaveChanged));
    }

    @Override
    public void start() {
        ports.all().forEach(this::listen);
    }

    private void listen(CapturedPort captured) {
        if (captured.shifted()) {
            new ShiftedApp(
                            captured,
                            new ShiftedPorts(captured),
                            transport.eventLoops().next(),
                            shiftTimings)
                    .watch();
            return;
        }
        ChannelFuture bound =
                relay(captured, captured.listen(), captured.app(), () -> {}).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw StartupFailure.cannotListen(
                    "captured port " + captured.name(),
                    ListenAddress.host(config.listenHost()),
                    captured.listen(),
                    "REMOCAL_PORTS",
                    bound.cause());
        }
        served(captured, bound.channel());
    }

    /** @param refused is told each time that the app takes no connection */
    private ChannelFuture relay(CapturedPort captured, int listen, int app, Runnable refused) {
        Port port = new Port(app, metrics.port(captured), toApp(app, refused));
        return server(port)
                .bind(ListenAddress.host(config.listenHost()), listen)
                .addListener((ChannelFuture bound) -> keep(bound.channel()));
    }

    /** A shifted app may have come while the sidecar was already going. */
    private void keep(Channel bound) {
        listening.add(bound);
        if (over) {
            bound.close();
        }
    }

    private void served(CapturedPort captured, Channel bound) {
        metrics.port(captured).served();
        LOG.infof(
                "Captured port is served. port=%s listen=%s app=%d",
                captured.name(),
                NetUtil.toSocketAddressString((InetSocketAddress) bound.localAddress()),
                captured.app());
    }

    /** What a {@link ShiftedApp} needs of this data plane. */
    private final class ShiftedPorts implements ShiftedApp.Ports {

        private final CapturedPort captured;

        ShiftedPorts(CapturedPort captured) {
            this.captured = captured;
        }

        @Override
        public boolean over() {
            return over;
        }

        @Override
        public AppDialer app(int number) {
            return toApp(number, () -> {});
        }

        @Override
        public ChannelFuture relay(int listen, int app, Runnable refused) {
            return DataPlane.this.relay(captured, listen, app, refused);
        }

        @Override
        public void served(Channel bound) {
            DataPlane.this.served(captured, bound);
        }

        @Override
        public void passedBy() {
            routes.passBy(captured.app());
        }

        @Override
        public void noLongerPassedBy() {
            routes.noLongerPassBy(captured.app());
        }
    }

    private ServerBootstrap server(Port port) {
        return new ServerBootstrap()
                .group(transport.eventLoops())
                .channelFactory(transport.serverChannels())
                .option(ChannelOption.SO_BACKLOG, ProxyLimits.ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(accepting)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, memory.reads())
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, memory.writes())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // Nothing is read before the app has accepted too: until then the client's bytes stay in the kernel.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connections.add(client);
                        client.pipeline().addLast(handler(port, client));
                    }
                });
    }

    private ChannelHandler handler(Port port, Channel client) {
        Route whole = routes.current().routeConnection(port.app());
        return whole.isApp() ? new ClientConnection(this, port, client) : new FirstBytes(this, port, client, whole);
    }

    private AppDialer toApp(int number, Runnable refused) {
        Bootstrap bootstrap = new Bootstrap()
                .channelFactory(transport.channels())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RCVBUF_ALLOCATOR, memory.reads())
                .option(ChannelOption.MESSAGE_SIZE_ESTIMATOR, memory.writes())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) ProxyLimits.APP_CONNECT_TIMEOUT.toMillis());
        return new AppDialer(bootstrap, AppAddresses.of(config.appHost(), number), refused);
    }

    @Override
    public CompletionStage<Void> drain() {
        over = true;
        listening.close().awaitUninterruptibly();
        connections.forEach(DataPlane::drain);
        http2.forEach(Http2Relay::drain);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        connections.newCloseFuture().addListener(closed -> drained.complete(null));
        return drained;
    }

    private static void drain(Channel client) {
        ClientConnection connection = client.pipeline().get(ClientConnection.class);
        if (connection != null) {
            client.eventLoop().execute(connection::drain);
        }
        FirstBytes first = client.pipeline().get(FirstBytes.class);
        if (first != null) {
            client.eventLoop().execute(first::drain);
        }
    }

    @Override
    public void stop() {
        over = true;
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    Routes routes() {
        return routes;
    }

    Metrics metrics() {
        return metrics;
    }

    Duration halfOpenTimeout() {
        return halfOpenTimeout;
    }

    Mirroring mirroring() {
        return mirroring;
    }

    DirectMemory memory() {
        return memory;
    }

    ByteBudget replayBudget() {
        return replayBudget;
    }

    /** Of what clients are ahead of the developers of their streams. */
    ByteBudget streamBudget() {
        return streamBudget;
    }

    /**
     * Makes room for one more copy with a connection of its own; where there is none, the developer is told that it was
     * dropped.
     */
    boolean admitCopy(Developer developer) {
        Optional<DeveloperFailure> refusal = mirroring.refusal();
        refusal.ifPresent(failure -> reportDropped(developer, failure));
        return refusal.isEmpty();
    }

    void http2Opened(Http2Relay connection) {
        http2.add(connection);
    }

    void http2Closed(Http2Relay connection) {
        http2.remove(connection);
    }

    void opened(FirstBytes connection) {
        undecided.add(connection);
    }

    void closed(FirstBytes connection) {
        undecided.remove(connection);
    }

    /** Counts a connection that is no longer followed, and tells everyone who might wait for its requests. */
    void opaque(Port port, OpaqueReason reason) {
        opaque(port, reason, Route.APP);
    }

    /** The same where some get the connection as a whole. */
    void opaque(Port port, OpaqueReason reason, Route whole) {
        port.metrics().opaque(reason);
        Event event = new Event.Opaque(port.app(), reason.wireName(), reason.sentence());
        routes.current().developers(port.app()).stream()
                .filter(developer -> !whole.names(developer))
                .forEach(developer -> developer.report(event));
    }

    /** Counts and tells that the app serves a whole connection after all. */
    void reportFallback(Developer developer, long number, Port port, DeveloperFailure failure) {
        metrics.fallback(failure.code());
        developer.report(new Event.Fallback(number, port.app(), null, null, failure.code(), failure.sentence()));
    }

    /** Counts and tells that something of the developer's was given up. */
    void reportDropped(Developer developer, DeveloperFailure failure) {
        metrics.dropped(failure.code());
        developer.report(new Event.Dropped(failure.code(), failure.sentence(), 0));
    }

    /** Tells those whose filter matched as well that an earlier session has the request. */
    void reportPreempted(int appPort, RequestHead head, Route route) {
        Developer winner = route.divert();
        if (winner == null || route.preempted().isEmpty()) {
            return;
        }
        Event event = new Event.Preempted(
                appPort,
                head.method(),
                shorten(head.target()),
                winner.spec().owner(),
                "The request matches this session too, but the earlier session of "
                        + winner.spec().owner() + " (key " + winner.spec().key()
                        + ") has it; agree on filters that do not overlap.");
        route.preempted().forEach(developer -> developer.report(event));
    }

    long nextExchange() {
        return exchanges.incrementAndGet();
    }

    /** A request target as events carry it. */
    String shorten(String target) {
        return target.length() <= Limits.MAX_EVENT_TARGET_LENGTH
                ? target
                : target.substring(0, Limits.MAX_EVENT_TARGET_LENGTH);
    }
}
