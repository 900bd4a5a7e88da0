package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One watch: JSON lines over HTTP or text frames over WebSocket, from any recent resource version. */
final class WatchStream {

    /** A real API server ends watches after 30 to 60 minutes; here one only ends when asked for by timeoutSeconds. */
    private static final Duration NO_TIMEOUT = Duration.ZERO;

    private final Store store;
    private final ApiRequest request;
    private final Predicate<JsonNode> selector;
    private final Consumer<String> line;
    private final Consumer<StoreEvent> listener = this::onEvent;

    private WatchStream(Store store, ApiRequest request, Consumer<String> line) {
        this.store = store;
        this.request = request;
        this.selector = Resources.selector(request).and(named(request.path().name()));
        this.line = line;
    }

    static void start(Store store, Vertx vertx, HttpServerRequest http, ResourcePath path, Access.User user) {
        ApiRequest request = new ApiRequest(
                user, "watch", http.method().name(), path, http.params(), http.headers(), Buffer.buffer());
        Context context = vertx.getOrCreateContext();
        if ("websocket".equalsIgnoreCase(http.getHeader("Upgrade"))) {
            startWebSocket(store, http, request, context);
        } else {
            startLines(store, vertx, http, request, context);
        }
    }

    private static void startWebSocket(Store store, HttpServerRequest http, ApiRequest request, Context context) {
        http.toWebSocket().onSuccess(socket -> {
            WatchStream watch = new WatchStream(
                    store,
                    request,
                    text -> context.runOnContext(done -> {
                        if (!socket.isClosed()) {
                            socket.writeTextMessage(text);
                        }
                    }));
            socket.closeHandler(closed -> watch.stop());
            watch.begin();
        });
    }

    private static void startLines(
            Store store, Vertx vertx, HttpServerRequest http, ApiRequest request, Context context) {
        HttpServerResponse response = http.response().setChunked(true).putHeader("Content-Type", "application/json");
        WatchStream watch = new WatchStream(
                store,
                request,
                text -> context.runOnContext(done -> {
                    if (!response.closed() && !response.ended()) {
                        response.write(text + "\n");
                    }
                }));
        response.closeHandler(closed -> watch.stop());
        response.exceptionHandler(failure -> watch.stop());
        response.write(Buffer.buffer());
        endAfter(timeout(request), vertx, response, watch);
        watch.begin();
    }

    private static Duration timeout(ApiRequest request) {
        return Optional.ofNullable(request.parameter("timeoutSeconds"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(NO_TIMEOUT);
    }

    private static void endAfter(Duration timeout, Vertx vertx, HttpServerResponse response, WatchStream watch) {
        if (timeout.isPositive()) {
            vertx.setTimer(timeout.toMillis(), timer -> {
                watch.stop();
                if (!response.closed() && !response.ended()) {
                    response.end();
                }
            });
        }
    }

    private void begin() {
        String version =
                Optional.ofNullable(request.parameter("resourceVersion")).orElse("");
        boolean fromNow = version.isEmpty() || version.equals("0");
        boolean initial = fromNow || ApiServer.isTrue(request.parameter("sendInitialEvents"));
        synchronized (store) {
            if (initial) {
                store.list(request.path().type(), request.path().namespace()).stream()
                        .filter(selector)
                        .forEach(object -> send("ADDED", object));
                endOfInitialEvents();
            }
            if (!store.listenFrom(initial ? store.version() : Long.parseLong(version), listener)) {
                send("ERROR", new ApiProblem(410, "Expired", "too old resource version: " + version).status());
            }
        }
    }

    /** The bookmark that a client of a streaming list waits for (Kubernetes 1.32, KEP-3157). */
    private void endOfInitialEvents() {
        if (ApiServer.isTrue(request.parameter("sendInitialEvents"))) {
            ResourceType type = request.path().type();
            ObjectNode bookmark =
                    Store.JSON.createObjectNode().put("kind", type.kind).put("apiVersion", type.apiVersion());
            bookmark.putObject("metadata")
                    .put("resourceVersion", Long.toString(store.version()))
                    .putObject("annotations")
                    .put("k8s.io/initial-events-end", "true");
            line.accept(event("BOOKMARK", bookmark));
        }
    }

    private void onEvent(StoreEvent event) {
        String namespace = request.path().namespace();
        if (event.type() != request.path().type()) {
            return;
        }
        boolean before = matches(event.before(), namespace);
        boolean after = matches(event.after(), namespace);
        if (after) {
            send(before ? "MODIFIED" : "ADDED", event.after());
        } else if (before) {
            send("DELETED", event.before());
        }
    }

    private boolean matches(@Nullable ObjectNode object, @Nullable String namespace) {
        return object != null
                && (namespace == null
                        || namespace.equals(object.at("/metadata/namespace").asText()))
                && selector.test(object);
    }

    private static Predicate<JsonNode> named(@Nullable String name) {
        return object -> name == null || name.equals(object.at("/metadata/name").asText());
    }

    private void send(String type, @Nullable ObjectNode object) {
        if (object != null) {
            line.accept(event(type, Tables.of(request, object)));
        }
    }

    private static String event(String type, ObjectNode object) {
        ObjectNode event = Store.JSON.createObjectNode().put("type", type);
        event.set("object", object);
        return event.toString();
    }

    private void stop() {
        store.forget(listener);
    }
}
