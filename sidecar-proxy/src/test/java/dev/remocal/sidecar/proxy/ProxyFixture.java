package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.sidecar.CapturedPort;
import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.ListenAddress;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A data plane on free ports with an app and a developer's process that the test plays. */
final class ProxyFixture implements AutoCloseable {

    /** Nothing is closed because a busy machine makes a test slow. */
    private static final MirrorTimings PATIENT = new MirrorTimings(Duration.ofMinutes(5), Duration.ofMinutes(5));

    final Wire.Server app;
    final Wire.Server local;
    final int port = freePort();
    final Routes routes = new Routes();
    final Metrics metrics;
    final DataPlane plane;
    private final CapturedPort captured;
    private final int appPort;
    private final int localPort;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final EventLoopGroup tunnelLoops = new NioEventLoopGroup(1);

    ProxyFixture() {
        this(ProxyLimits.HALF_OPEN_TIMEOUT);
    }

    ProxyFixture(Duration halfOpenTimeout) {
        this(bounds(halfOpenTimeout, ProxyLimits.STREAM_BYTES_TOTAL, PATIENT));
    }

    ProxyFixture(DataPlane.Bounds bounds) {
        this(new Wire.Server(), new Wire.Server(), bounds);
    }

    /** With other servers, on these ports, in the places of the two that the test plays byte by byte. */
    ProxyFixture(int appPort, int localPort) {
        this(new Wire.Server(), new Wire.Server(), patient(), appPort, localPort);
    }

    private static DataPlane.Bounds patient() {
        return bounds(ProxyLimits.HALF_OPEN_TIMEOUT, ProxyLimits.STREAM_BYTES_TOTAL, PATIENT);
    }

    private static DataPlane.Bounds bounds(Duration halfOpenTimeout, long streamBytes, MirrorTimings mirror) {
        return new DataPlane.Bounds(
                halfOpenTimeout,
                ProxyLimits.CONNECTIONS,
                DirectMemory.ofNetty(),
                streamBytes,
                mirror,
                ShiftedApp.Timings.standard());
    }

    /** With less that is held for streams. */
    static ProxyFixture holding(long streamBytes, int appPort, int localPort) {
        DataPlane.Bounds bounds = bounds(ProxyLimits.HALF_OPEN_TIMEOUT, streamBytes, PATIENT);
        return new ProxyFixture(new Wire.Server(), new Wire.Server(), bounds, appPort, localPort);
    }

    static ProxyFixture mirroring(MirrorTimings timings) {
        return new ProxyFixture(bounds(ProxyLimits.HALF_OPEN_TIMEOUT, ProxyLimits.STREAM_BYTES_TOTAL, timings));
    }

    /** With the hosts that a sidecar has by default: the app may be anywhere in the pod. */
    static ProxyFixture everywhere(Wire.Server app) {
        return new ProxyFixture(
                app, new Wire.Server(), patient(), app.port(), app.port(), ListenAddress.EVERY, ListenAddress.EVERY);
    }

    private ProxyFixture(Wire.Server app, Wire.Server local, DataPlane.Bounds bounds) {
        this(app, local, bounds, app.port(), local.port());
    }

    private ProxyFixture(Wire.Server app, Wire.Server local, DataPlane.Bounds bounds, int appPort, int localPort) {
        this(app, local, bounds, appPort, localPort, "127.0.0.1", "127.0.0.1");
    }

    private ProxyFixture(
            Wire.Server app,
            Wire.Server local,
            DataPlane.Bounds bounds,
            int appPort,
            int localPort,
            String listenHost,
            String appHost) {
        this.app = app;
        this.local = local;
        this.appPort = appPort;
        this.localPort = localPort;
        SidecarConfig config = new SmallRyeConfigBuilder()
                .withMapping(SidecarConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "remocal.ports",
                                "http=" + port + ":" + appPort,
                                "remocal.listen-host",
                                listenHost,
                                "remocal.app-host",
                                appHost,
                                // Quarkus' own converter, which also reads 25s, is not part of this fixture.
                                "remocal.drain-timeout",
                                "PT25S"),
                        "test",
                        100))
                .build()
                .getConfigMapping(SidecarConfig.class);
        CapturedPorts ports = new CapturedPorts(config);
        captured = ports.all().getFirst();
        metrics = new Metrics(ports);
        plane = new DataPlane(new Transport(vertx), ports, config, routes, metrics, bounds);
        plane.start();
    }

    /** What the sidecar counts. */
    long openConnections() {
        return metrics.port(captured).openConnections();
    }

    long opaqueConnections() {
        return metrics.port(captured).opaqueConnections();
    }

    int appPort() {
        return appPort;
    }

    /** A keep-alive connection through the proxy, and the app's end of it. */
    Pair open() {
        Wire client = Wire.connect(port);
        return new Pair(client, app.accept());
    }

    record Pair(Wire client, Wire app) {}

    FakeDeveloper attach(String key, Mode mode) {
        return attach(key, mode, OnFailure.CLUSTER, new Filter.Key(key));
    }

    FakeDeveloper attach(String key, Mode mode, OnFailure onFailure, Filter filter) {
        FakeDeveloper developer = developer(key, mode, onFailure, filter);
        publish(developer);
        return developer;
    }

    FakeDeveloper developer(String key, Mode mode, OnFailure onFailure, Filter filter) {
        return new FakeDeveloper(tunnelLoops, key, mode, onFailure, filter, null, appPort, localPort);
    }

    /** Who mirrors a part of everything. */
    FakeDeveloper sampler(String key, double percent) {
        return new FakeDeveloper(
                tunnelLoops, key, Mode.MIRROR, OnFailure.CLUSTER, new Filter.Everything(), percent, appPort, localPort);
    }

    void publish(FakeDeveloper... developers) {
        routes.publish(RouteTable.of(List.of(developers)));
    }

    void detach() {
        routes.publish(RouteTable.empty());
    }

    @Override
    public void close() {
        plane.stop();
        app.close();
        local.close();
        tunnelLoops.shutdownGracefully();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
