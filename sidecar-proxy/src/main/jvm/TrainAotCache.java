import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the packaged sidecar under its shipped flags, sends it what a pod sends it, and ends it, whereupon the JVM writes
 * the AOT cache (JEP 514). Run by the build from the source file.
 *
 * <p>No session is attached: the JVM loads every class of such a cache at its start, and those that only sessions need
 * (Jackson, Netty's HTTP/2) are a quarter of them, 8 MiB resident in every pod. A sidecar's first control
 * connection loads them from their jars (SessionClasses), which takes it 0.4 s of CPU more, once.
 *
 * <p>Arguments: the folder of the packaged application, the file of the JVM flags, and the {@code java} to make the cache
 * for, where it is not the one that runs this: a cache is only good for the very JVM and the very places it was made with.
 */
final class TrainAotCache {

    private static final int FIRST_JDK = 25;
    private static final int REQUESTS = 200;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(120);

    private static final Set<Integer> GIVEN = new HashSet<>();

    private final Path application;
    private final Path flags;
    private final String java;
    private final int app;
    private final int captured = freePort();
    private final int control = freePort();
    private final int management = freePort();

    private TrainAotCache(Path application, Path flags, String java, int app) throws IOException {
        this.application = application.toAbsolutePath();
        this.flags = flags;
        this.java = java;
        this.app = app;
    }

    public static void main(String[] arguments) throws Exception {
        if (Runtime.version().feature() < FIRST_JDK) {
            System.out.println("No AOT cache for the sidecar: it takes a JDK of at least " + FIRST_JDK + ".");
            return;
        }
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        app.start();
        try {
            new TrainAotCache(
                            Path.of(arguments[0]),
                            Path.of(arguments[1]),
                            arguments.length > 2 ? arguments[2] : ownJava(),
                            app.getAddress().getPort())
                    .train();
        } finally {
            app.stop(0);
        }
    }

    private void train() throws Exception {
        Instant start = Instant.now();
        Path cache = application.resolve("app.aot");
        Files.deleteIfExists(cache);
        Path log = application.resolveSibling("aot-training.log");
        Process sidecar = start(log);
        try {
            awaitStart(sidecar, log);
            useDataPlane();
            get(management, "/q/metrics");
            sidecar.destroy();
            if (!sidecar.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException("The sidecar did not end within " + END_TIMEOUT + ": see " + log + ".");
            }
        } finally {
            sidecar.destroyForcibly();
        }
        if (!Files.exists(cache)) {
            throw new IOException("The JVM wrote no AOT cache: see " + log + ".");
        }
        System.out.printf(
                "AOT cache of the sidecar: %d MiB in %d ms%n",
                Files.size(cache) >> 20, Duration.between(start, Instant.now()).toMillis());
    }

    private Process start(Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "@" + flags.toAbsolutePath(),
                "-XX:AOTCacheOutput=" + application.resolve("app.aot"),
                "-jar",
                // Absolute: such a cache holds wherever the folder is moved to, one of a relative path only there.
                application.resolve("quarkus-run.jar").toString());
        builder.environment().put("REMOCAL_PORTS", "http=" + captured + ":" + app);
        builder.environment().put("REMOCAL_LISTEN_HOST", "127.0.0.1");
        builder.environment().put("REMOCAL_MANAGEMENT_HOST", "127.0.0.1");
        builder.environment().put("REMOCAL_CONTROL_PORT", Integer.toString(control));
        builder.environment().put("REMOCAL_MANAGEMENT_PORT", Integer.toString(management));
        // The cache is put together in a second JVM, which needs more than the sidecar's own heap.
        builder.environment().put("JDK_AOT_VM_OPTIONS", "-Xmx512m -Xmn64m");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static String ownJava() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private void awaitStart(Process sidecar, Path log) throws Exception {
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        while (true) {
            try {
                get(management, "/q/health/ready");
                return;
            } catch (IOException notYet) {
                if (!sidecar.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException("The sidecar did not start: see " + log + ".", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private void useDataPlane() throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            get(captured, "/orders/" + i);
            post(captured, "/orders");
        }
    }

    private static void get(int port, String path) throws IOException {
        answer(open(port, path));
    }

    private static void post(int port, String path) throws IOException {
        HttpURLConnection connection = open(port, path);
        connection.setDoOutput(true);
        connection.getOutputStream().write(new byte[16 * 1024]);
        answer(connection);
    }

    private static HttpURLConnection open(int port, String path) throws IOException {
        return (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    }

    private static void answer(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }

    /** Below those that Linux gives to whoever asks for any (ip_local_port_range), so that nobody gets it in between; none twice. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(port -> isFree(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
