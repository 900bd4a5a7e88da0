package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.LocalProcesses;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One sidecar process with the flags that are shipped, under more clients than it will meet. Needs Linux' /proc. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PressureIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app\r\n\r\n";

    private static final int CONNECTIONS = 10_000;

    /** Where the limit of open files allows fewer, the test is skipped. */
    private static final int FEWEST_CONNECTIONS = 5_000;

    /** Of one connection in the sidecar: the client's side and the app's. */
    private static final int FILES_PER_CONNECTION = 2;

    /** What a JVM has open besides. */
    private static final int OTHER_FILES = 200;

    /** The JVM raises its soft limit to the hard one, which is the second number. */
    private static final Pattern MOST_FILES = Pattern.compile("(?m)^Max open files +\\d+ +(\\d+)");

    /** At 128 KiB each they want more than twice the direct memory there is. */
    private static final int CLIENTS_THAT_NEVER_READ = 1_000;

    private static final int SMALL_RECEIVE_BUFFER_BYTES = 4096;

    /** The chart's sidecar.memoryLimit. */
    private static final long MEMORY_LIMIT_BYTES = 192L * 1024 * 1024;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final List<Socket> clients = new ArrayList<>();
    private final int port = FreePorts.next();

    @SuppressWarnings("NullAway.Init")
    private LocalProcesses processes;

    @SuppressWarnings("NullAway.Init")
    private LocalProcess sidecar;

    @BeforeAll
    void start(@TempDir Path folder) {
        assumeTrue(Files.isReadable(LIMITS), "there is no " + LIMITS + " on this machine");
        processes = new LocalProcesses(folder);
        sidecar = startSidecar(startApp());
    }

    private String startApp() {
        String classes = System.getProperty("java.class.path");
        LocalProcess app = processes.start(
                "app", Map.of(), List.of(Project.java(), "-Xmx256m", "-cp", classes, PressureApp.class.getName()));
        app.awaitOutput("where it listens", START_TIMEOUT, output -> output.endsWith(System.lineSeparator()));
        return app.output().strip();
    }

    private LocalProcess startSidecar(String appPort) {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("MALLOC_ARENA_MAX", "1"),
                Map.entry("REMOCAL_PORTS", "http=" + port + ":" + appPort),
                Map.entry("REMOCAL_LISTEN_HOST", "127.0.0.1"),
                Map.entry("REMOCAL_CONTROL_PORT", Integer.toString(FreePorts.next())),
                Map.entry("REMOCAL_MANAGEMENT_HOST", "127.0.0.1"),
                Map.entry("REMOCAL_MANAGEMENT_PORT", Integer.toString(FreePorts.next())));
        LocalProcess started =
                processes.start("sidecar", environment, Project.find().requireCommand("sidecar-proxy"));
        started.awaitOutput("that it serves", START_TIMEOUT, output -> output.contains("Installed features"));
        return started;
    }

    @AfterEach
    void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        clients.clear();
    }

    @AfterAll
    void stop() {
        if (processes != null) {
            processes.close();
        }
    }

    @Test
    void tenThousandConnectionsAreServedAtOnce() throws IOException {
        int connections = connectionsThatFilesAllow();
        for (int i = 0; i < connections; i++) {
            exchange(connect());
        }
        for (Socket client : clients) {
            exchange(client);
        }
        exchange(connect());
        assertThatSidecarIsAliveWithinItsMemory();
    }

    @Test
    void clientsThatNeverReadHoldNobodyUp() throws IOException {
        Socket healthy = connect();
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < CLIENTS_THAT_NEVER_READ; i++) {
            slow.add(askForMoreThanItReads());
            exchange(healthy);
        }
        exchange(connect());
        assertThatSidecarIsAliveWithinItsMemory();
        for (Socket client : slow) {
            assertThat(read(client, PressureApp.ENDLESS_ANSWER.length())).isEqualTo(PressureApp.ENDLESS_ANSWER);
        }
    }

    private Socket askForMoreThanItReads() throws IOException {
        Socket client = newClient();
        client.setReceiveBufferSize(SMALL_RECEIVE_BUFFER_BYTES);
        client.connect(address());
        send(client, PressureApp.ENDLESS);
        return client;
    }

    private Socket connect() throws IOException {
        Socket client = newClient();
        client.connect(address());
        return client;
    }

    private Socket newClient() throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
        return client;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void exchange(Socket client) throws IOException {
        send(client, GET);
        assertThat(read(client, PressureApp.ANSWER.length())).isEqualTo(PressureApp.ANSWER);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static int connectionsThatFilesAllow() throws IOException {
        Matcher limit = MOST_FILES.matcher(Files.readString(LIMITS));
        int files = limit.find() ? Integer.parseInt(limit.group(1)) : Integer.MAX_VALUE;
        int connections = Math.min(CONNECTIONS, (files - OTHER_FILES) / FILES_PER_CONNECTION);
        assumeTrue(
                connections >= FEWEST_CONNECTIONS,
                () -> "a process may have no more than " + files + " files open here; raise it with ulimit -Hn");
        return connections;
    }

    private void assertThatSidecarIsAliveWithinItsMemory() {
        assertThat(sidecar.isAlive()).as(sidecar::toString).isTrue();
        assertThat(ResidentMemory.highestBytes(sidecar.pid()))
                .as("bytes of the sidecar at its highest so far")
                .isLessThan(MEMORY_LIMIT_BYTES);
    }
}
