package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Calls one address without a pause, each time on a new connection, and verifies as the API server does: against caBundle,
 * which it learned of one call ago or so long ago as {@code lag} says, and for the Service's name.
 */
final class Caller implements AutoCloseable {

    private static final String HOST = "remocal-webhook.remocal.svc";
    private static final int ANSWER_TIMEOUT_MILLIS = 20_000;

    private final KubernetesClient client;
    private final int port;
    private final Duration lag;
    private final String request;
    private final CompletableFuture<Void> calls;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    Caller(KubernetesClient client, int port, String request) {
        this(client, port, Duration.ZERO, request);
    }

    Caller(KubernetesClient client, int port, Duration lag, String request) {
        this.client = client;
        this.port = port;
        this.lag = lag;
        this.request = request;
        calls = CompletableFuture.runAsync(
                this::callOnAndOn, task -> Thread.ofPlatform().daemon().start(task));
    }

    private void callOnAndOn() {
        String known = ApiStandIn.bundle(client, 0);
        long learned = System.nanoTime();
        while (!over) {
            try {
                call(known);
                answered.incrementAndGet();
            } catch (Exception failure) {
                failures.add(failure.toString());
            }
            if (System.nanoTime() - learned >= lag.toNanos()) {
                known = ApiStandIn.bundle(client, 0);
                learned = System.nanoTime();
            }
        }
    }

    private void call(String bundle) throws Exception {
        try (SSLSocket socket = (SSLSocket) ApiStandIn.trusting(bundle)
                .getSocketFactory()
                .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), HOST, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(HOST)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("answered " + answer.lines().findFirst());
            }
        }
    }

    int answered() {
        return answered.get();
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        over = true;
        calls.orTimeout(ANSWER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).join();
    }
}
