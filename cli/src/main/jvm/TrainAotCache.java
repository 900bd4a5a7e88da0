import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs the packaged command under its shipped flags against an API server and a sidecar on loopback that know just enough
 * for an attach from beginning to end, and once more for what only prints; as each ends, the JVM writes an AOT cache (JEP 514). Run
 * by the build from the source file, with the jar on its class path.
 *
 * <p>Arguments: the command's jar, the file of the JVM flags, and the {@code java} to make the caches for, where it is not the one
 * that runs this: a cache is only good for the very JVM and the very places it was made with.
 */
final class TrainAotCache {

    private static final int FIRST_JDK = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PASSWORD = "training";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final Vertx vertx = Vertx.vertx();
    private final Path jar;
    private final Path flags;
    private final String java;
    private final Path folder;

    private TrainAotCache(Path jar, Path flags, String java) throws IOException {
        this.jar = jar.toAbsolutePath();
        this.flags = flags.toAbsolutePath();
        this.java = java;
        this.folder = Files.createTempDirectory("remocal-training");
    }

    public static void main(String[] arguments) throws Exception {
        if (Runtime.version().feature() < FIRST_JDK) {
            System.out.println(
                    "No AOT caches for the command, which starts more slowly without: it takes a JDK of at least "
                            + FIRST_JDK + ".");
            return;
        }
        TrainAotCache training = new TrainAotCache(
                Path.of(arguments[0]), Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : ownJava());
        try {
            training.run();
        } finally {
            training.end();
        }
    }

    private void run() throws Exception {
        Instant start = Instant.now();
        int sidecar = listen(server(new HttpServerOptions()).requestHandler(this::sidecar));
        int local = vertx.createNetServer(
                        new NetServerOptions().setHost(LOOPBACK).setPort(0))
                .connectHandler(connection -> connection.end(Buffer.buffer("HTTP/1.1 204 No Content\r\n\r\n")))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        long all = train("app", kubeconfig(apiServer(sidecar)).toString(), Integer.toString(local));
        long help = train("help");
        System.out.printf(
                "AOT caches of the command: %d MiB, of what only prints: %d MiB, in %d ms%n",
                all >> 20, help >> 20, Duration.between(start, Instant.now()).toMillis());
    }

    /** @return the bytes of the cache */
    private long train(String name, String... arguments) throws Exception {
        Path cache = jar.resolveSibling(name + ".aot");
        Path log = jar.resolveSibling(name + "-training.log");
        Files.deleteIfExists(cache);
        List<String> words = new ArrayList<>(List.of(
                java,
                "@" + flags,
                "-XX:AOTCacheOutput=" + cache,
                "-cp",
                jar.toString(),
                "dev.remocal.cli.Remocal",
                "train-aot-cache"));
        words.addAll(List.of(arguments));
        Process command = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!command.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException("The command did not end within " + TIMEOUT + ": see " + log + ".");
            }
        } finally {
            command.destroyForcibly();
        }
        if (command.exitValue() != 0) {
            throw new IOException("The command failed.\n" + Files.readString(log));
        }
        if (!Files.exists(cache)) {
            throw new IOException("The JVM wrote no AOT cache: see " + log + ".");
        }
        return Files.size(cache);
    }

    private static String ownJava() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private HttpServer server(HttpServerOptions options) {
        return vertx.createHttpServer(options.setHost(LOOPBACK).setPort(0));
    }

    private static int listen(HttpServer server) throws Exception {
        return server.listen().toCompletionStage().toCompletableFuture().get().actualPort();
    }

    /** Over TLS and with ALPN, as a real one. */
    private int apiServer(int sidecar) throws Exception {
        PfxOptions certificate = new PfxOptions().setPath(keyStore().toString()).setPassword(PASSWORD);
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(certificate)
                .setWebSocketSubProtocols(List.of("v4.channel.k8s.io"));
        return listen(server(options).requestHandler(request -> api(request, sidecar)));
    }

    private void api(HttpServerRequest request, int sidecar) {
        if (request.path().endsWith("/portforward")) {
            request.toWebSocket().onSuccess(socket -> forward(socket, sidecar));
        } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.toWebSocket();
        } else if (request.path().equals(PODS)) {
            json(request, """
                    {"apiVersion":"v1","kind":"PodList","metadata":{"resourceVersion":"7"},"items":[%s,%s]}""".formatted(pod("training-1"), pod("training-2")));
        } else if (request.path().endsWith("/services")) {
            json(request, """
                    {"apiVersion":"v1","kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[%s]}""".formatted(service()));
        } else if (request.path().endsWith("/configmaps/training")) {
            json(request, """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"training"},"data":{"C":"d"}}""");
        } else {
            json(request, service());
        }
    }

    private static String service() {
        return """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"training","namespace":"default"},
                 "spec":{"selector":{"app":"training"},"clusterIP":"10.96.0.1",
                  "ports":[{"name":"http","port":80,"targetPort":"http"}]}}""";
    }

    private static void json(HttpServerRequest request, String body) {
        request.response().putHeader("content-type", "application/json").end(body);
    }

    private static String pod(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%1$s","namespace":"default","uid":"%1$s",
                 "resourceVersion":"7","labels":{"app":"training","remocal.dev/injected":"true"},
                 "annotations":{"remocal.dev/captured":"http=14100:8080"}},"spec":{"containers":[{"name":"app",
                  "image":"app","env":[{"name":"A","value":"b"}],"envFrom":[{"configMapRef":{"name":"training"}}],"ports":[{"name":"http","containerPort":8080}]}]},
                 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],
                  "initContainerStatuses":[{"name":"remocal","state":{"running":{}}}]}}""".formatted(name);
    }

    /** The kubelet's first messages name the channel and, in little-endian, the port. */
    private void forward(ServerWebSocket socket, int sidecar) {
        socket.writeBinaryMessage(Buffer.buffer(new byte[] {0, (byte) 0xe2, 0x36}));
        socket.writeBinaryMessage(Buffer.buffer(new byte[] {1, (byte) 0xe2, 0x36}));
        socket.pause();
        vertx.createNetClient().connect(sidecar, LOOPBACK).onSuccess(connection -> pipe(socket, connection));
    }

    private static void pipe(ServerWebSocket socket, NetSocket connection) {
        socket.binaryMessageHandler(message -> connection.write(message.slice(1, message.length())));
        connection.handler(
                bytes -> socket.writeBinaryMessage(Buffer.buffer(new byte[] {0}).appendBuffer(bytes)));
        socket.closeHandler(closed -> connection.close());
        connection.closeHandler(closed -> socket.close());
        socket.resume();
    }

    private final Map<Object, List<HttpServerResponse>> parked = new java.util.concurrent.ConcurrentHashMap<>();

    /** HTTP/2 with prior knowledge, which Vert.x takes as well. */
    private void sidecar(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String call = request.method() + " " + request.path().replaceAll("/sessions/[^/]+", "/sessions/ID");
        switch (call) {
            case "POST /v1/sessions" -> {
                response.write("{\"event\":\"admitted\",\"pod\":\"training\",\"sidecarVersion\":\"1\"}\n");
                response.exceptionHandler(reset -> release(request));
            }
            case "POST /v1/sessions/ID/activate" -> response.setStatusCode(204).end();
            case "POST /v1/sessions/ID/accept" -> accept(request);
            case "GET /v1/sessions" -> response.end("{\"sessions\":[]}");
            default -> response.end("""
                    {"version":1,"sidecarVersion":"1","namespace":"default","pod":"training","uptimeMillis":1,
                     "draining":false,"ports":[],"sessions":[]}""");
        }
    }

    /** The first one is answered, as if a request had come; the others stay parked. */
    private void accept(HttpServerRequest request) {
        List<HttpServerResponse> others = parked.computeIfAbsent(request.connection(), any -> new ArrayList<>());
        HttpServerResponse response = request.response();
        if (others.isEmpty()) {
            response.putHeader("remocal-port", "8080")
                    .putHeader("remocal-exchange", "1")
                    .putHeader("remocal-mode", "divert");
            response.end("GET / HTTP/1.1\r\nhost: training\r\n\r\n");
        }
        others.add(response);
    }

    private void release(HttpServerRequest session) {
        List<HttpServerResponse> others = parked.remove(session.connection());
        if (others != null) {
            others.stream().filter(response -> !response.ended()).forEach(response -> response.reset(8));
        }
    }

    private Path keyStore() throws Exception {
        Path store = folder.resolve("training.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "training",
                "-keyalg",
                "EC",
                "-dname",
                "CN=training",
                "-ext",
                "SAN=ip:" + LOOPBACK,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString());
        return store;
    }

    private Path kubeconfig(int apiServer) throws Exception {
        Path certificate = folder.resolve("training.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "training",
                "-keystore",
                folder.resolve("training.p12").toString(),
                "-file",
                certificate.toString());
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: training
                clusters:
                - name: training
                  cluster:
                    server: https://%s:%d
                    certificate-authority-data: %s
                contexts:
                - name: training
                  context: {cluster: training, user: training, namespace: default}
                users:
                - name: training
                  user: {token: training}
                """.formatted(
                        LOOPBACK, apiServer, Base64.getEncoder().encodeToString(Files.readAllBytes(certificate))));
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }

    private void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
