package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.Transport;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An app that is told to listen elsewhere, and does so late, or not at all. */
class ShiftedAppTest {

    private static final String GET = "GET / HTTP/1.1\r\n\r\n";

    private final int old = freePort();
    private final int moved = IntStream.generate(ShiftedAppTest::freePort)
            .filter(port -> port != old)
            .findFirst()
            .orElseThrow();
    private final Vertx vertx = Vertx.vertx();
    private final Log log = new Log();
    private final Routes routes = new Routes();
    private Metrics metrics;
    private DataPlane plane;

    @BeforeEach
    void start() {
        Logger.getLogger(ShiftedApp.class.getName()).addHandler(log);
        start(DataPlane.Bounds.standard());
    }

    private void start(DataPlane.Bounds bounds) {
        SidecarConfig config = new SmallRyeConfigBuilder()
                .withMapping(SidecarConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "remocal.ports", "http=" + old + ":" + moved + "/shift",
                                "remocal.listen-host", "127.0.0.1",
                                "remocal.app-host", "127.0.0.1",
                                "remocal.drain-timeout", "PT25S"),
                        "test",
                        100))
                .build()
                .getConfigMapping(SidecarConfig.class);
        CapturedPorts ports = new CapturedPorts(config);
        metrics = new Metrics(ports);
        plane = new DataPlane(new Transport(vertx), ports, config, routes, metrics, bounds);
        plane.start();
    }

    @AfterEach
    void stop() {
        plane.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        Logger.getLogger(ShiftedApp.class.getName()).removeHandler(log);
    }

    @Test
    void theOldNumberIsServedOnceTheAppAnswersOnTheNewOne() {
        assertThat(listens(old)).isFalse();
        assertThat(served()).isEqualTo("0.0");

        try (Wire.Server app = new Wire.Server(InetAddress.getLoopbackAddress(), moved)) {
            Wire.await("the old number is served", () -> served().equals("1.0"));
            assertReaches(old, app);
        }
    }

    @Test
    void anAppThatStaysKeepsItsNumberAndIsReachedOnTheNewOneToo() {
        startImpatient();
        try (Wire.Server app = new Wire.Server(InetAddress.getLoopbackAddress(), old)) {
            Wire.await("the app is reported", () -> log.has("stays on its old port"));
            Wire.await("the new number is served", () -> listens(moved));
            assertReaches(moved, app);
            assertReaches(old, app);
            assertThat(routes.isPassedBy(moved)).isTrue();
        }
        assertThat(served()).isEqualTo("0.0");
    }

    @Test
    void anAppThatObeysAfterARestartIsServed() {
        startImpatient();
        Wire.Server stays = new Wire.Server(InetAddress.getLoopbackAddress(), old);
        Wire.await("the new number is served", () -> listens(moved));
        stays.close();
        Wire.await("the new number is free again", () -> !listens(moved));
        assertThat(routes.isPassedBy(moved)).isFalse();

        try (Wire.Server app = new Wire.Server(InetAddress.getLoopbackAddress(), moved)) {
            Wire.await("the old number is served", () -> served().equals("1.0"));
            assertReaches(old, app);
        }
    }

    @Test
    void anAppThatAnswersNowhereIsReported() {
        startImpatient();

        Wire.await("the app is reported", () -> log.has("answers neither on its new nor on its old port"));
    }

    private void startImpatient() {
        plane.stop();
        DataPlane.Bounds standard = DataPlane.Bounds.standard();
        Duration soon = Duration.ofMillis(1);
        start(new DataPlane.Bounds(
                standard.halfOpenTimeout(),
                standard.connections(),
                standard.memory(),
                standard.streamBytes(),
                standard.mirror(),
                new ShiftedApp.Timings(soon, soon, soon, soon)));
    }

    /** Past the empty connections by which the app was looked for. */
    private static void assertReaches(int port, Wire.Server app) {
        try (Wire client = Wire.connect(port).send(GET).endOutput()) {
            Wire.await("port " + port + " leads to the app", () -> {
                try (Wire accepted = app.accept()) {
                    return accepted.readAll().equals(GET);
                }
            });
            assertThat(client.readAll()).isEmpty();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String served() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            metrics.write(out);
            return out.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("remocal_sidecar_port_served{port=\"http\"}"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElse("missing");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Log extends Handler {

        private final List<String> messages = new CopyOnWriteArrayList<>();

        boolean has(String text) {
            return messages.stream().anyMatch(message -> message.contains(text));
        }

        @Override
        public void publish(LogRecord line) {
            messages.add(String.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
