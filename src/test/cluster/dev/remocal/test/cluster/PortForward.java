package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code pods/portforward} over WebSocket, subprotocol v4.channel.k8s.io, one port a connection: channel 0 carries bytes,
 * channel 1 an error, and each begins with a frame that names the port (two bytes, little endian). kubectl's SPDY
 * tunnelling (SPDY/3.1+portforward.k8s.io) is not spoken.
 */
final class PortForward {

    static final String PROTOCOL = "v4.channel.k8s.io";

    private static final byte DATA_CHANNEL = 0;
    private static final byte ERROR_CHANNEL = 1;

    /** containerd lets the other direction go on for this long after one has ended. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final NetClient client;

    PortForward(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setTcpNoDelay(true)
                .setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis())));
    }

    void start(HttpServerRequest request, ObjectNode pod) {
        int port = port(request);
        String offered = request.getHeader("Sec-WebSocket-Protocol");
        if (offered == null || !offered.contains(PROTOCOL)) {
            throw ApiProblem.badRequest("unable to negotiate a WebSocket subprotocol, offered: " + offered);
        }
        request.toWebSocket().onSuccess(socket -> connect(socket, pod, port));
    }

    private static int port(HttpServerRequest request) {
        try {
            int port = Integer.parseInt(request.getParam("ports", request.getParam("port", "")));
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw ApiProblem.badRequest("query parameter \"ports\" must be one number: " + e.getMessage());
        }
        throw ApiProblem.badRequest("query parameter \"ports\" must be between 1 and 65535");
    }

    private void connect(ServerWebSocket socket, ObjectNode pod, int port) {
        socket.pause();
        for (byte channel : new byte[] {DATA_CHANNEL, ERROR_CHANNEL}) {
            socket.writeBinaryMessage(Buffer.buffer().appendByte(channel).appendUnsignedShortLE(port));
        }
        client.connect(port, pod.at("/status/podIP").asText())
                .onSuccess(connection -> relay(socket, connection))
                .onFailure(failure -> refuse(socket, pod, port, failure));
    }

    /** The kubelet's words (pkg/kubelet/server portforward), with the reason as the container runtime gives it. */
    private static void refuse(ServerWebSocket socket, ObjectNode pod, int port, Throwable failure) {
        String message = "error forwarding port " + port + " to pod "
                + pod.at("/metadata/name").asText() + ", uid "
                + pod.at("/metadata/uid").asText()
                + ": failed to connect to localhost:" + port + " inside namespace: dial tcp "
                + pod.at("/status/podIP").asText() + ":" + port + ": connect: " + failure.getMessage();
        socket.writeBinaryMessage(Buffer.buffer().appendByte(ERROR_CHANNEL).appendString(message));
        socket.close();
    }

    private void relay(ServerWebSocket socket, NetSocket connection) {
        AtomicBoolean ending = new AtomicBoolean();
        connection.handler(data -> {
            if (socket.isClosed()) {
                return;
            }
            socket.writeBinaryMessage(
                    Buffer.buffer(data.length() + 1).appendByte(DATA_CHANNEL).appendBuffer(data));
            if (socket.writeQueueFull()) {
                connection.pause();
                socket.drainHandler(drained -> connection.resume());
            }
        });
        socket.binaryMessageHandler(frame -> {
            if (frame.length() > 1 && frame.getByte(0) == DATA_CHANNEL) {
                connection.write(frame.getBuffer(1, frame.length()));
                if (connection.writeQueueFull()) {
                    socket.pause();
                    connection.drainHandler(drained -> socket.resume());
                }
            }
        });
        connection.closeHandler(closed -> tearDown(ending, socket, connection));
        socket.closeHandler(closed -> tearDown(ending, socket, connection));
        connection.exceptionHandler(failure -> tearDown(ending, socket, connection));
        socket.exceptionHandler(failure -> tearDown(ending, socket, connection));
        socket.resume();
    }

    private void tearDown(AtomicBoolean ending, ServerWebSocket socket, NetSocket connection) {
        if (ending.compareAndSet(false, true)) {
            vertx.setTimer(LINGER.toMillis(), timer -> {
                connection.close();
                if (!socket.isClosed()) {
                    socket.close();
                }
            });
        }
    }
}
