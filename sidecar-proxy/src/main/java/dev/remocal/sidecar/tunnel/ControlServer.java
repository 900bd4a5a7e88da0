package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.TransferWindow;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.Server;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.StartupFailure;
import dev.remocal.sidecar.Transport;
import dev.remocal.sidecar.outgoing.Outgoing;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The control port: sessions come and go here, each with its connection. */
@Singleton
@Priority(Server.CONTROL_PORT)
class ControlServer implements Server {

    private static final Logger LOG = Logger.getLogger(ControlServer.class);

    /** Milliseconds for the last frames to leave when the sidecar ends. */
    private static final long CLOSE_TIMEOUT = 500;

    private final Transport transport;
    private final Sessions sessions;
    private final Replica replica;
    private final Outgoing outgoing;
    private final Metrics metrics;
    private final SidecarConfig config;
    private final Timings timings;
    private final TransferWindow.Room windows = new TransferWindow.Room();
    private final SessionClasses classes = new SessionClasses();
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private @Nullable Channel listener;

    @Inject
    ControlServer(
            Transport transport,
            Sessions sessions,
            Replica replica,
            Outgoing outgoing,
            Metrics metrics,
            SidecarConfig config) {
        this(transport, sessions, replica, outgoing, metrics, config, Timings.standard());
    }

    ControlServer(
            Transport transport,
            Sessions sessions,
            Replica replica,
            Outgoing outgoing,
            Metrics metrics,
            SidecarConfig config,
            Timings timings) {
        this.transport = transport;
        this.sessions = sessions;
        this.replica = replica;
        this.outgoing = outgoing;
        this.metrics = metrics;
        this.config = config;
        this.timings = timings;
    }

    @Override
    public void start() {
        String host = config.controlHost();
        int port = config.controlPort();
        ChannelFuture bound = bootstrap().bind(host, port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw StartupFailure.cannotListen(
                    "control port", host, port, "REMOCAL_CONTROL_HOST or REMOCAL_CONTROL_PORT", bound.cause());
        }
        listener = bound.channel();
        LOG.infof("Control port is open. host=%s port=%d transport=%s", host, port(), transport.name());
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(transport.eventLoops())
                .channelFactory(transport.serverChannels())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // Read only once the classes for it are there.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        accept(connection);
                    }
                });
    }

    private void accept(Channel channel) {
        connections.add(channel);
        boolean tooMany = connections.size() > Limits.MAX_CONTROL_CONNECTIONS;
        ControlConnection connection = new ControlConnection(sessions, replica, outgoing, metrics, windows);
        channel.pipeline().addLast(new Heartbeat(timings), new Preface(connection, tooMany));
        classes.load().thenRun(() -> channel.config().setAutoRead(true));
    }

    /** The port that is bound, which is not the configured one where that is 0. */
    int port() {
        return listener != null && listener.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    /** Connections that count towards the limit now. */
    int connections() {
        return connections.size();
    }

    /** The control port stays open: what is diverted already needs its tunnel, and status can be asked. */
    @Override
    public CompletionStage<Void> drain() {
        sessions.drain();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stop() {
        if (listener != null) {
            listener.close();
        }
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT, TimeUnit.MILLISECONDS);
    }
}
