package dev.remocal.sidecar.tunnel;

import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.Transport;
import dev.remocal.sidecar.outgoing.Outgoing;
import dev.remocal.sidecar.proxy.Developer;
import dev.remocal.sidecar.proxy.Routes;
import io.netty.channel.EventLoop;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A real control port on a free port of the loopback address, and the data plane's view of it. */
final class ControlPort implements AutoCloseable {

    static final Timings TIMINGS =
            new Timings(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMillis(200));

    private static final Vertx VERTX = Vertx.vertx();
    static final Transport TRANSPORT = new Transport(VERTX);

    final Metrics metrics;
    final Sessions sessions;
    private final Outgoing outgoing;
    private final ControlServer server;

    ControlPort() {
        this(TIMINGS);
    }

    ControlPort(Map<String, String> properties) {
        this(TIMINGS, properties);
    }

    ControlPort(Timings timings) {
        this(timings, Map.of());
    }

    private ControlPort(Timings timings, Map<String, String> properties) {
        SidecarConfig config = config(properties);
        CapturedPorts ports = new CapturedPorts(config);
        metrics = new Metrics(ports);
        sessions = new Sessions(new Routes(), ports, metrics, timings);
        outgoing = new Outgoing(TRANSPORT, metrics, config);
        Replica replica = new Replica(config, "1.2.3", ports, metrics, sessions, outgoing);
        server = new ControlServer(TRANSPORT, sessions, replica, outgoing, metrics, config, timings);
        server.start();
    }

    private static SidecarConfig config(Map<String, String> more) {
        Map<String, String> properties = Map.of(
                "remocal.ports", "http=14100:8080,admin=14101:9000",
                "remocal.control-port", "0",
                "remocal.pod-name", "payments-1");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SidecarConfig.class)
                .withSources(
                        new PropertiesConfigSource(properties, "test", 100),
                        new PropertiesConfigSource(more, "more", 200))
                .build()
                .getConfigMapping(SidecarConfig.class);
    }

    int port() {
        return server.port();
    }

    void drain() {
        server.drain();
    }

    /** A loop of the data plane. */
    static EventLoop dataPlaneLoop() {
        return TRANSPORT.eventLoops().next();
    }

    Developer onlyDeveloper() {
        return sessions.active().getFirst();
    }

    Client client() {
        return Client.connect(port());
    }

    static String json(String id, String filter) {
        return """
                {"version":1,"id":"%s","owner":"ada@laptop","key":"ada","target":"svc/payments","mode":"divert",\
                "ports":[8080],"filter":"%s","onFailure":"cluster","createdAtMillis":1700000000000,"client":"remocal/1"}""".formatted(id, filter);
    }

    /** Looks again each millisecond; fails by name after {@link Stream#TIMEOUT}. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Stream.TIMEOUT);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(what);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    int connections() {
        return server.connections();
    }

    @Override
    public void close() {
        server.stop();
    }
}
