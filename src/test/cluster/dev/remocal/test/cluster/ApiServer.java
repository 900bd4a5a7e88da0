package dev.remocal.test.cluster;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The API endpoint over TLS: authenticates, authorizes, then answers from discovery, a watch, or the resources. */
final class ApiServer implements AutoCloseable {

    static final int PORT = 6443;

    /** The largest frame kubectl and fabric8 send; theirs are a few KiB. */
    private static final int MAX_FRAME_BYTES = 1024 * 1024;

    private static final int BACKLOG = 1024;

    private final Vertx vertx;
    private final Store store;
    private final Resources resources;
    private final Kubelet kubelet;
    private final PortForward portForward;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    ApiServer(
            Vertx vertx,
            Store store,
            Resources resources,
            Kubelet kubelet,
            Certificates.ServerCertificate certificate,
            String address) {
        this.vertx = vertx;
        this.store = store;
        this.resources = resources;
        this.kubelet = kubelet;
        this.portForward = new PortForward(vertx);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(address)
                        .setPort(PORT)
                        .setAcceptBacklog(BACKLOG)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate.certificatePem()))
                                .addKeyValue(Buffer.buffer(certificate.keyPem())))
                        .setMaxWebSocketFrameSize(MAX_FRAME_BYTES)
                        .setMaxWebSocketMessageSize(MAX_FRAME_BYTES)
                        .setWebSocketSubProtocols(List.of(PortForward.PROTOCOL)))
                .requestHandler(this::handle);
    }

    void start() {
        Awaiting.result(server.listen(), "API server listens");
    }

    private void handle(HttpServerRequest request) {
        request.response().putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(UTC)));
        try {
            route(request);
        } catch (ApiProblem problem) {
            respond(request, new ApiRequest.Answer(problem.code(), problem.status(), List.of()));
        }
    }

    private void route(HttpServerRequest request) {
        if (health(request)) {
            return;
        }
        Access.User user =
                Access.authenticate(request.getHeader("Authorization")).orElseThrow(ApiProblem::unauthorized);
        Optional<ResourcePath> path = ResourcePath.parse(request.path());
        Optional<ObjectNode> discovered = Discovery.answer(request.path());
        if (discovered.isPresent()) {
            discover(request, discovered.get());
            return;
        }
        ResourcePath resource = path.orElseThrow(ApiProblem::noSuchPath);
        boolean watch = isTrue(request.getParam("watch"));
        String verb = Access.verb(request.method().name(), resource, watch);
        Access.require(user, verb, resource);
        if ("portforward".equals(resource.subresource())) {
            // A WebSocket upgrade is a GET; since Kubernetes 1.35 it needs create as well, as SPDY's POST always did.
            Access.require(user, "create", resource);
            forward(request, resource);
        } else if (watch) {
            WatchStream.start(store, vertx, request, resource, user);
        } else if ("log".equals(resource.subresource())) {
            log(request, resource);
        } else {
            request.body()
                    .onSuccess(body -> workers.execute(() -> answer(
                            request,
                            new ApiRequest(
                                    user,
                                    verb,
                                    request.method().name(),
                                    resource,
                                    request.params(),
                                    request.headers(),
                                    body))));
        }
    }

    static boolean isTrue(@Nullable String parameter) {
        return "true".equals(parameter) || "1".equals(parameter);
    }

    private static boolean health(HttpServerRequest request) {
        boolean health = List.of("/healthz", "/livez", "/readyz").contains(request.path());
        if (health) {
            request.response().putHeader("Content-Type", "text/plain").end("ok");
        }
        return health;
    }

    /** kubectl asks for the OpenAPI as protobuf or JSON; JSON it is. */
    private static void discover(HttpServerRequest request, ObjectNode body) {
        request.response().putHeader("Content-Type", "application/json").end(body.toString());
    }

    private void answer(HttpServerRequest request, ApiRequest resource) {
        ApiRequest.Answer answer;
        try {
            answer = resources.answer(resource);
        } catch (ApiProblem problem) {
            answer = new ApiRequest.Answer(problem.code(), problem.status(), List.of());
        } catch (RuntimeException e) {
            ApiProblem problem = ApiProblem.internal(e.toString());
            answer = new ApiRequest.Answer(problem.code(), problem.status(), List.of());
        }
        respond(request, answer);
    }

    private static void respond(HttpServerRequest request, ApiRequest.Answer answer) {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
        answer.warnings().forEach(warning -> response.headers().add("Warning", "299 - \"" + quoted(warning) + "\""));
        response.end(answer.body().toString());
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]+", " ");
    }

    private void forward(HttpServerRequest request, ResourcePath path) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw ApiProblem.badRequest("Upgrade request required (WebSocket with " + PortForward.PROTOCOL + ")");
        }
        ObjectNode pod = store.require(path.withoutSubresource());
        if (!pod.at("/status/phase").asText().equals("Running")) {
            throw ApiProblem.badRequest("unable to forward port because pod is not running. Current status="
                    + pod.at("/status/phase").asText());
        }
        portForward.start(request, pod);
    }

    private void log(HttpServerRequest request, ResourcePath path) {
        ObjectNode pod = store.require(path.withoutSubresource());
        String container = Optional.ofNullable(request.getParam("container"))
                .orElse(pod.at("/spec/containers/0/name").asText());
        try {
            byte[] text = Files.readAllBytes(
                    kubelet.logFile(pod.at("/metadata/namespace").asText(), path.requireName(), container));
            request.response().putHeader("Content-Type", "text/plain").end(Buffer.buffer(text));
        } catch (IOException e) {
            throw ApiProblem.badRequest(
                    "container \"" + container + "\" in pod \"" + path.name() + "\" has no log: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        Awaiting.result(server.close(), "API server closes");
    }
}
