package dev.remocal.test.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.util.Base64;
import java.util.List;

/**
 * What kubectl port-forward does and nothing else: a WebSocket for each connection. fabric8's own port-forward sends
 * messages of 4 KiB and would be too easy a measure.
 */
final class BarePortForward {

    private static final String SUBPROTOCOL = "v4.channel.k8s.io";
    private static final byte DATA = 0;

    /** The first message of a channel repeats the port. */
    private static final int ANNOUNCEMENT_BYTES = 3;

    /** An API server sends what it has read at once as one message, which is far less. */
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private final WebSocketClient client;
    private final WebSocketConnectOptions pod;

    private BarePortForward(WebSocketClient client, WebSocketConnectOptions pod) {
        this.client = client;
        this.pod = pod;
    }

    /**
     * Prints the local port and stays. Environment: KUBECONFIG.
     *
     * @param arguments namespace, pod, port of the pod
     */
    public static void main(String[] arguments) {
        Config config = new ConfigBuilder().build();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        byte[] authority = Base64.getDecoder().decode(config.getCaCertData());
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setMaxConnections(2 * BenchLimits.OUTGOING_CONNECTIONS)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority))));
        WebSocketConnectOptions pod = new WebSocketConnectOptions()
                .setAbsoluteURI(config.getMasterUrl().replaceFirst("http", "ws") + "api/v1/namespaces/" + arguments[0]
                        + "/pods/" + arguments[1] + "/portforward?ports=" + arguments[2])
                .setSubProtocols(List.of(SUBPROTOCOL))
                .addHeader("Authorization", "Bearer " + config.getAutoOAuthToken());
        vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
                .connectHandler(new BarePortForward(client, pod)::serve)
                .listen()
                .onSuccess(server -> System.out.println(server.actualPort()));
    }

    private void serve(NetSocket local) {
        local.pause();
        client.connect(pod).onSuccess(remote -> relay(local, remote)).onFailure(failure -> local.close());
    }

    private static void relay(NetSocket local, WebSocket remote) {
        local.handler(data -> {
            remote.writeBinaryMessage(
                    Buffer.buffer(data.length() + 1).appendByte(DATA).appendBuffer(data));
            if (remote.writeQueueFull()) {
                local.pause();
                remote.drainHandler(drained -> local.resume());
            }
        });
        remote.binaryMessageHandler(new FromPod(local, remote)::handle);
        local.closeHandler(closed -> remote.close());
        remote.closeHandler(closed -> local.close());
        remote.exceptionHandler(failure -> local.close());
        local.resume();
    }

    /** What comes from the pod, but for the announcements. */
    private static final class FromPod {

        private final NetSocket local;
        private final WebSocket remote;
        private boolean announced;

        FromPod(NetSocket local, WebSocket remote) {
            this.local = local;
            this.remote = remote;
        }

        void handle(Buffer message) {
            if (message.getByte(0) != DATA) {
                return;
            }
            if (!announced && message.length() == ANNOUNCEMENT_BYTES) {
                announced = true;
                return;
            }
            local.write(message.slice(1, message.length()));
            if (local.writeQueueFull()) {
                remote.pause();
                local.drainHandler(drained -> remote.resume());
            }
        }
    }
}
