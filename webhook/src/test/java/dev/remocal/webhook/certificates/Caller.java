package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * which it learned of one call ago, and for the Service's name.
 */
final class Caller implements AutoCloseable {

    private static final String HOST = "remocal-webhook.remocal.svc";
    private static final int ANSWER_TIMEOUT_MILLIS = 20_000;

    private final KubernetesClient client;
    private final int port;
    private final String request;
    private final CompletableFuture<Void> calls;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    Caller(KubernetesClient client, int port, String request) {
        this.client = client;
        this.port = port;
        this.request = request;
        calls = CompletableFuture.runAsync(
                this::callOnAndOn, task -> Thread.ofPlatform().daemon().start(task));
    }

    private void callOnAndOn() {
        String known = ApiStandIn.bundle(client, 0);
        while (!over) {
            try {
                call(known);
                answered.incrementAndGet();
            } catch (Exception failure) {
                failures.add(failure.toString());
            }
            known = ApiStandIn.bundle(client, 0);
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
