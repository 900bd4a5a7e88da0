package dev.remocal.sidecar;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Health for the kubelet and metrics for Prometheus. It listens last, so whoever gets an answer knows that the captured
 * ports and the control port are there.
 *
 * <p>Netty's codec and not Vert.x' HTTP server: that one brings its WebSocket, TLS and HTTP/2 along, 4 MiB in every pod.
 */
@Singleton
@Priority(Server.MANAGEMENT_PORT)
class ManagementServer implements Server {

    private static final Logger LOG = Logger.getLogger(ManagementServer.class);

    /** Bytes of a request's body: no request here needs one, more is answered with 413. */
    private static final int MAX_BODY = 1024;

    private final Transport transport;
    private final Metrics metrics;
    private final String host;
    private final int port;
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private volatile boolean draining;

    @Inject
    ManagementServer(Transport transport, Metrics metrics, SidecarConfig config) {
        this.transport = transport;
        this.metrics = metrics;
        this.host = ListenAddress.host(config.managementHost());
        this.port = config.managementPort();
    }

    @Override
    public void start() {
        ChannelFuture bound = new ServerBootstrap()
                .group(transport.eventLoops())
                .channelFactory(transport.serverChannels())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        accept(connection);
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw StartupFailure.cannotListen(
                    "management port", host, port, "REMOCAL_MANAGEMENT_HOST or REMOCAL_MANAGEMENT_PORT", bound.cause());
        }
        channels.add(bound.channel());
        LOG.infof("Management port is open. host=%s port=%d", host, port);
    }

    private void accept(Channel connection) {
        channels.add(connection);
        connection
                .pipeline()
                .addLast(
                        new HttpServerCodec(),
                        new HttpServerKeepAliveHandler(),
                        new HttpObjectAggregator(MAX_BODY),
                        new ManagementRequests(metrics, () -> draining));
    }

    @Override
    public CompletionStage<Void> drain() {
        draining = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stop() {
        channels.close().awaitUninterruptibly();
    }
}
