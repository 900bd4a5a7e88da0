package dev.remocal.sidecar;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Health for the kubelet and metrics for Prometheus. It listens last, so whoever gets an answer knows that the captured
 * ports and the control port are there.
 */
@Singleton
@Priority(Server.MANAGEMENT_PORT)
class ManagementServer implements Server {

    private static final Logger LOG = Logger.getLogger(ManagementServer.class);

    private final Vertx vertx;
    private final Metrics metrics;
    private final String host;
    private final int port;
    private volatile boolean draining;
    private @Nullable HttpServer server;

    @Inject
    ManagementServer(Vertx vertx, Metrics metrics, SidecarConfig config) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.host = ListenAddress.host(config.managementHost());
        this.port = config.managementPort();
    }

    @Override
    public void start() {
        CompletableFuture<HttpServer> listening = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, host)
                .toCompletionStage()
                .toCompletableFuture();
        try {
            server = listening.join();
        } catch (RuntimeException failure) {
            throw StartupFailure.cannotListen(
                    "management port", host, port, "REMOCAL_MANAGEMENT_HOST or REMOCAL_MANAGEMENT_PORT", failure);
        }
        LOG.infof("Management port is open. host=%s port=%d", host, port);
    }

    private void answer(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            request.response()
                    .setStatusCode(405)
                    .putHeader(HttpHeaders.ALLOW, "GET, HEAD")
                    .end();
            return;
        }
        switch (request.path()) {
            case "/q/health/live" -> health(request, "alive", true);
            case "/q/health/started" -> health(request, "listening", true);
            case "/q/health/ready" -> health(request, "accepting", !draining);
            case "/q/metrics" -> metrics(request);
            default -> request.response().setStatusCode(404).end();
        }
    }

    /** The JSON of MicroProfile Health 4.0, section 3. */
    private static void health(HttpServerRequest request, String check, boolean up) {
        String status = up ? "UP" : "DOWN";
        String json = "{\"status\":\"" + status + "\",\"checks\":[{\"name\":\"" + check + "\",\"status\":\"" + status
                + "\"}]}";
        HttpServerResponse response = request.response().setStatusCode(up ? 200 : 503);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8");
        end(request, Buffer.buffer(json));
    }

    private void metrics(HttpServerRequest request) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            metrics.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, Metrics.CONTENT_TYPE);
        end(request, Buffer.buffer(text.toByteArray()));
    }

    /** RFC 9110 section 9.3.2: HEAD is answered as GET, without the body. */
    private static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            response.end(body);
        }
    }

    @Override
    public CompletionStage<Void> drain() {
        draining = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
