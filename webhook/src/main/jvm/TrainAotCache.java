import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Runs the packaged webhook under its shipped flags against an API server on loopback that knows just enough for it to make its
 * own certificates, sends it reviews, and ends it, whereupon the JVM writes the AOT cache (JEP 514). Run by the build from the
 * source file.
 *
 * <p>Arguments: the folder of the packaged application, the file of the JVM flags, and the {@code java} to make the cache
 * for, where it is not the one that runs this: a cache is only good for the very JVM and the very places it was made with.
 */
final class TrainAotCache {

    private static final int FIRST_JDK = 25;
    private static final int REVIEWS = 200;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(120);

    private static final String CONFIGURATION = """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration",\
            "metadata":{"name":"remocal-webhook","resourceVersion":"1"},\
            "webhooks":[{"name":"enabled.injection.remocal.dev","admissionReviewVersions":["v1"],"sideEffects":"None",\
            "clientConfig":{"caBundle":"%s","service":{"name":"remocal-webhook","namespace":"remocal"}}}]}""";

    /** In the JSON Patch that publishes an authority. */
    private static final Pattern BUNDLE = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]{64,})\"");

    private static final String NAMESPACE = """
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","annotations":{"remocal.dev/outgoing":"!*:5432"}}}""";

    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"%d",\
            "kind":{"group":"","version":"v1","kind":"Pod"},"operation":"CREATE","namespace":"shop","object":{\
            "apiVersion":"v1","kind":"Pod","metadata":{"generateName":"payments-","labels":{"remocal.dev/inject":"%s"},\
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"payments","uid":"1","controller":true}]},\
            "spec":{"containers":[{"name":"app","image":"app","ports":[{"name":"http","containerPort":8080}],\
            "readinessProbe":{"httpGet":{"path":"/","port":"http"}}}]}}}}""";

    private static final Set<Integer> GIVEN = new HashSet<>();

    private final Path application;
    private final Path flags;
    private final String java;
    private final int port = freePort();
    private final int management = freePort();
    private volatile String secret = "";
    private volatile String bundle = "";

    private TrainAotCache(Path application, Path flags, String java) throws IOException {
        this.application = application.toAbsolutePath();
        this.flags = flags.toAbsolutePath();
        this.java = java;
    }

    public static void main(String[] arguments) throws Exception {
        if (Runtime.version().feature() < FIRST_JDK) {
            System.out.println("No AOT cache for the webhook: it takes a JDK of at least " + FIRST_JDK + ".");
            return;
        }
        new TrainAotCache(Path.of(arguments[0]), Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : ownJava())
                .train();
    }

    private static String ownJava() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private void train() throws Exception {
        Instant start = Instant.now();
        Path cache = application.resolve("app.aot");
        Files.deleteIfExists(cache);
        Path log = application.resolveSibling("aot-training.log");
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", this::answer);
        api.start();
        Process webhook = start(api.getAddress().getPort(), log);
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trustingAll()).build()) {
            awaitReady(client, webhook, log);
            for (int i = 0; i < REVIEWS; i++) {
                review(client, i);
            }
            get(client, "/q/metrics");
            webhook.destroy();
            if (!webhook.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException("The webhook did not end within " + END_TIMEOUT + ": see " + log + ".");
            }
        } finally {
            webhook.destroyForcibly();
            api.stop(0);
        }
        if (!Files.exists(cache)) {
            throw new IOException("The JVM wrote no AOT cache: see " + log + ".");
        }
        System.out.printf(
                "AOT cache of the webhook: %d MiB in %d ms%n",
                Files.size(cache) >> 20, Duration.between(start, Instant.now()).toMillis());
    }

    private Process start(int api, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "@" + flags,
                "-XX:AOTCacheOutput=" + application.resolve("app.aot"),
                "-jar",
                // Absolute: such a cache holds wherever the folder is moved to, one of a relative path only there.
                application.resolve("quarkus-run.jar").toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("REMOCAL_HOST", "127.0.0.1"),
                        Map.entry("REMOCAL_PORT", Integer.toString(port)),
                        Map.entry("REMOCAL_MANAGEMENT_PORT", Integer.toString(management)),
                        Map.entry("REMOCAL_CERTIFICATES_MODE", "self"),
                        Map.entry("REMOCAL_NAMESPACE", "remocal"),
                        Map.entry("REMOCAL_EVENTS_ENABLED", "true"),
                        Map.entry("REMOCAL_SIDECAR_IMAGE", "registry.example/sidecar:1"),
                        Map.entry("KUBERNETES_MASTER", "http://127.0.0.1:" + api),
                        // The cache is put together in a second JVM, which needs more than the webhook's own heap.
                        Map.entry("JDK_AOT_VM_OPTIONS", "-Xmx512m")));
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] answer = answer(exchange.getRequestURI().getPath(), body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** One Secret, which is kept as it comes, the configuration with its caBundle, events, which are echoed, and a namespace. */
    private String answer(String path, String body) {
        if (path.contains("/secrets")) {
            secret = body.isEmpty() ? secret : body;
            return secret;
        }
        if (path.contains("/events")) {
            return body;
        }
        if (path.contains("/namespaces/shop")) {
            return NAMESPACE;
        }
        Matcher published = BUNDLE.matcher(body);
        bundle = published.find() ? published.group(1) : bundle;
        return CONFIGURATION.formatted(bundle);
    }

    private void awaitReady(HttpClient client, Process webhook, Path log) throws Exception {
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        while (!isReady(client)) {
            if (!webhook.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException("The webhook did not become ready: see " + log + ".");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean isReady(HttpClient client) throws InterruptedException {
        try {
            return get(client, "/q/health/ready") == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private int get(HttpClient client, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + management + path);
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void review(HttpClient client, int number) throws IOException, InterruptedException {
        URI address = URI.create("https://127.0.0.1:" + port + "/mutate/pods");
        String body = REVIEW.formatted(number, number % 2 == 0);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException("The webhook answered a review with status " + status + ".");
        }
    }

    /** On loopback, to a process of its own, for as long as the training lasts. */
    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        return context;
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
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
