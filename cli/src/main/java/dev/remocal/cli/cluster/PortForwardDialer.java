package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.cli.tunnel.Dialer;
import dev.remocal.protocol.Protocol;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.fabric8.kubernetes.client.utils.URLUtils;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reaches a sidecar's control port through {@code pods/portforward}, in process: no local port is opened, so that
 * nobody else on the developer's machine can use the tunnel.
 */
final class PortForwardDialer implements Dialer {

    /** Channels 0 (data) and 1 (error) for each port, without a half-close (kubelet, since Kubernetes 1.6). */
    private static final String SUBPROTOCOL = "v4.channel.k8s.io";

    private final KubernetesClient client;
    private final ApiCalls api;
    private final String namespace;

    PortForwardDialer(KubernetesClient client, ApiCalls api, String namespace) {
        this.client = client;
        this.api = api;
        this.namespace = namespace;
    }

    @Override
    public Future<Channel> dial(String pod, EventLoop loop, ChannelHandler handler) {
        Promise<Channel> dialled = loop.newPromise();
        PortForwardChannel channel = new PortForwardChannel(VertxSink::of);
        channel.pipeline().addLast(handler);
        client.getHttpClient()
                .newWebSocketBuilder()
                .uri(address(pod))
                .subprotocol(SUBPROTOCOL)
                .buildAsync(channel.listener(loop))
                .whenComplete((socket, failure) -> loop.execute(() -> complete(dialled, channel, loop, failure)));
        return dialled;
    }

    private URI address(String pod) {
        return URI.create(URLUtils.join(
                client.getMasterUrl().toString(),
                "api/v1/namespaces/" + namespace + "/pods/" + pod + "/portforward?ports=" + Protocol.CONTROL_PORT));
    }

    private void complete(
            Promise<Channel> dialled, PortForwardChannel channel, EventLoop loop, @Nullable Throwable failure) {
        Throwable ended = failure == null ? channel.earlyEnd() : failure;
        if (ended != null) {
            dialled.setFailure(explain(ended));
        } else if (dialled.isCancelled()) {
            channel.abandon();
        } else {
            loop.register(channel).addListener(registered -> dialled.trySuccess(channel));
        }
    }

    private Throwable explain(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof WebSocketHandshakeException handshake)) {
            return cause;
        }
        return switch (handshake.getResponse().code()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new CliException(new CliFailure.NotAuthenticated(api.server(), api.context()), cause);
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new CliException(new CliFailure.NotAllowed("create", "pods/portforward", namespace), cause);
            default ->
                new IOException(
                        "the API server answered the port-forward with "
                                + handshake.getResponse().code(),
                        cause);
        };
    }
}
