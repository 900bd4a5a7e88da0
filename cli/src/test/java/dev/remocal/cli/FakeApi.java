package dev.remocal.cli;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** As much of an API server as the CLI talks to: canned objects, one watch, and port-forwards to loopback ports. */
final class FakeApi implements AutoCloseable {

    private record Reply(int status, String json) {}

    private record Execution(Buffer output, String status) {}

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, Integer> forwards = new ConcurrentHashMap<>();
    private final Map<String, Execution> executions = new ConcurrentHashMap<>();
    private final BlockingQueue<ServerWebSocket> watches = new LinkedBlockingQueue<>();
    private final HttpServer server;

    FakeApi() throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setWebSocketSubProtocols(List.of("v4.channel.k8s.io"));
        server = vertx.createHttpServer(options)
                .requestHandler(this::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        reply("/api/v1/services", 200, "{\"kind\":\"ServiceList\",\"apiVersion\":\"v1\",\"items\":[]}");
    }

    /** @param path with a method and a space before it, or for all methods */
    void reply(String path, int status, String json) {
        replies.put(path, new Reply(status, json));
    }

    void forward(String pod, int port) {
        forwards.put(pod, port);
    }

    /** What a command in this pod's container writes, and the Status at its end. */
    void execution(String pod, byte[] output, String status) {
        executions.put(pod, new Execution(Buffer.buffer(output), status));
    }

    /** Sends an event on every watch of the pods. */
    void pushPod(String type, String pod) throws InterruptedException {
        ServerWebSocket watch = watches.poll(10, TimeUnit.SECONDS);
        if (watch == null) {
            throw new AssertionError("nobody watches the pods within 10 s");
        }
        List<ServerWebSocket> all = new ArrayList<>(List.of(watch));
        watches.drainTo(all);
        all.forEach(each -> each.writeTextMessage("{\"type\":\"" + type + "\",\"object\":" + pod + "}"));
        watches.addAll(all);
    }

    /** A kubeconfig for this server, with namespace shop. */
    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
                users: [{name: test, user: {token: test}}]
                """.formatted(server.actualPort()));
    }

    private void answer(HttpServerRequest request) {
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (request.path().endsWith("/portforward")) {
            forward(request);
        } else if (request.path().endsWith("/exec")) {
            execute(request);
        } else if (upgrade) {
            request.toWebSocket().onSuccess(watches::add);
        } else {
            Reply other = replies.getOrDefault(request.path(), new Reply(404, status(404, "not found")));
            Reply reply = replies.getOrDefault(request.method() + " " + request.path(), other);
            request.response()
                    .setStatusCode(reply.status())
                    .putHeader("content-type", "application/json")
                    .end(reply.json());
        }
    }

    static String status(int code, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"" + message
                + "\",\"code\":" + code + "}";
    }

    /** Standard output is channel 1, the Status is on channel 3. */
    private void execute(HttpServerRequest request) {
        Execution execution = executions.get(request.path().replaceAll(".*/pods/([^/]+)/exec", "$1"));
        if (execution == null) {
            Reply refusal = replies.getOrDefault(request.path(), new Reply(404, status(404, "not found")));
            request.response().setStatusCode(refusal.status()).end(refusal.json());
            return;
        }
        request.toWebSocket().onSuccess(socket -> {
            socket.writeBinaryMessage(Buffer.buffer(new byte[] {1}).appendBuffer(execution.output()));
            socket.writeBinaryMessage(Buffer.buffer(new byte[] {3}).appendString(execution.status()));
            socket.close();
        });
    }

    private void forward(HttpServerRequest request) {
        Reply refusal = replies.get(request.path());
        if (refusal != null) {
            request.response().setStatusCode(refusal.status()).end(refusal.json());
            return;
        }
        String pod = request.path().replaceAll(".*/pods/([^/]+)/portforward", "$1");
        int port = forwards.getOrDefault(pod, 1);
        request.toWebSocket().onSuccess(socket -> {
            announce(socket);
            socket.pause();
            vertx.createNetClient()
                    .connect(port, "127.0.0.1")
                    .onSuccess(target -> pipe(socket, target))
                    .onFailure(refused -> refuse(socket, refused));
        });
    }

    /** The kubelet's first messages: channel, then the port in little-endian. */
    private static void announce(ServerWebSocket socket) {
        socket.writeBinaryMessage(Buffer.buffer(new byte[] {0, (byte) 0xe2, 0x36}));
        socket.writeBinaryMessage(Buffer.buffer(new byte[] {1, (byte) 0xe2, 0x36}));
    }

    private static void refuse(ServerWebSocket socket, Throwable refused) {
        socket.writeBinaryMessage(
                Buffer.buffer(new byte[] {1}).appendString("error forwarding port: " + refused.getMessage()));
        socket.resume();
        socket.close();
    }

    private static void pipe(ServerWebSocket socket, NetSocket target) {
        socket.binaryMessageHandler(message -> {
            target.write(message.slice(1, message.length()));
            if (target.writeQueueFull()) {
                socket.pause();
                target.drainHandler(drained -> socket.resume());
            }
        });
        target.handler(bytes -> {
            socket.writeBinaryMessage(Buffer.buffer(new byte[] {0}).appendBuffer(bytes));
            if (socket.writeQueueFull()) {
                target.pause();
                socket.drainHandler(drained -> target.resume());
            }
        });
        socket.closeHandler(closed -> target.close());
        target.closeHandler(closed -> socket.close());
        socket.resume();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What makes a pod's spec one with a sidecar. */
    static final String SIDECAR =
            ",\"initContainers\":[{\"name\":\"remocal\",\"image\":\"sidecar:1\",\"restartPolicy\":\"Always\"}]";

    /** A pod behind the Service payments. */
    static String pod(String name, @Nullable String captured, boolean ready) {
        String annotations = "{\"remocal.dev/original\":\"{}\""
                + (captured == null ? "" : ",\"remocal.dev/captured\":\"" + captured + "\"") + "}";
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"shop","uid":"uid-%s",
                 "resourceVersion":"7","labels":{"app":"payments","remocal.dev/injected":"true"},"annotations":%s,
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"payments-5d9","uid":"r",
                   "controller":true}]},
                 "spec":{"containers":[{"name":"app","ports":[{"containerPort":8080}]}]%s},
                 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"%s"}],
                  "initContainerStatuses":[{"name":"remocal","state":{"running":{}}}]}}
                """.formatted(name, name, annotations, SIDECAR, ready ? "True" : "False");
    }

    static String podList(String... pods) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
                + String.join(",", pods) + "]}";
    }

    static String service(String targetPort) {
        return """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"payments","namespace":"shop"},
                 "spec":{"selector":{"app":"payments"},"ports":[{"name":"web","port":80,"targetPort":%s}]}}
                """.formatted(targetPort);
    }
}
