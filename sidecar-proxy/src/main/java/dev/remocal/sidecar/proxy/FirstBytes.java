package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client connection on a port of which a session wants everything, until the first bytes tell whether it carries HTTP:
 * then {@link ClientConnection} routes its requests. Anything else is routed here, whole and for good.
 *
 * <p>Where the session diverts, its developer gets a stream at once and the app is not dialled: in some protocols the
 * server speaks first, and only one of them may. So nothing has to be waited for to tell such protocols. Where the session
 * mirrors, or its developer could not take the connection, the app is dialled and may speak first.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter implements AppConnection.Owner, DeveloperStream.Listener {

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private final Route route;
    private final HeldBytes held;
    private final MirrorCopies copies;
    private final ConnectionEnds ends;
    private final ConnectionTimer timer;
    private final RequestLineScanner line = new RequestLineScanner();
    private int scanned;
    private @Nullable OfferedStream offered;
    private @Nullable DeveloperFailure failure;
    private @Nullable AppConnection app;
    private long number;
    private boolean http;

    FirstBytes(DataPlane plane, DataPlane.Port port, Channel client, Route route) {
        this.plane = plane;
        this.port = port;
        this.client = client;
        this.route = route;
        this.held = new HeldBytes(client.alloc());
        this.copies = new MirrorCopies(plane, port, client);
        this.ends = new ConnectionEnds(client, plane.halfOpenTimeout());
        this.timer = new ConnectionTimer(client.eventLoop());
        port.metrics().connectionOpened();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        plane.opened(this);
        Developer developer = route.divert();
        if (developer == null) {
            dialApp();
        } else {
            offer(new OfferedStream(developer, plane.nextExchange(), this));
        }
    }

    /** Opening may fail at once, so everything that a failure changes is in place before. */
    private void offer(OfferedStream stream) {
        offered = stream;
        number = stream.number();
        client.config().setAutoRead(true);
        stream.open(client, port);
        routesChanged();
    }

    private void dialApp() {
        client.config().setAutoRead(false);
        app = AppConnection.open(this, client, port.toApp());
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.append((ByteBuf) message);
        look();
    }

    private void look() {
        if (http || held.isEmpty()) {
            return;
        }
        ByteBuf bytes = held.peek();
        int start = bytes.readerIndex();
        int length = bytes.writerIndex() - start - scanned;
        scanned += line.scan(Window.of(bytes, start + scanned, length), 0, length);
        OpaqueReason reason = line.reason();
        if (line.isHttp() || reason == OpaqueReason.HTTP2_PREFACE) {
            becomeHttp();
        } else if (reason != null) {
            becomePipe(reason);
        } else if (scanned >= ScannerLimits.MAX_HEAD_BYTES) {
            becomePipe(OpaqueReason.HEAD_TOO_LARGE);
        } else if (scanned > plane.memory().headBytes()) {
            becomePipe(OpaqueReason.MEMORY_SCARCE);
        } else {
            timer.start(ProxyLimits.HEAD_TIMEOUT, () -> becomePipe(OpaqueReason.SLOW_HEAD));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ends.inputEnded();
            decideWithoutMore();
        }
    }

    /** The client has sent all that it will send, which may be nothing: then it waits to be told something. */
    private void decideWithoutMore() {
        if (http) {
            return;
        }
        if (held.isEmpty() && route.divert() == null) {
            becomeHttp();
        } else {
            becomePipe(OpaqueReason.NOT_HTTP);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.release();
        giveBackStream();
        if (app != null) {
            app.reset();
        }
        port.metrics().connectionClosed();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        timer.stop();
        plane.closed(this);
    }

    // ---- HTTP ----

    /** Leaves the connection to whoever routes requests, once the app has taken it or refused it. */
    private void becomeHttp() {
        http = true;
        timer.stop();
        if (app == null) {
            dialApp();
        } else if (!app.isConnecting()) {
            handOver(app);
        }
    }

    private ClientConnection handOver(AppConnection toApp) {
        if (offered != null) {
            offered.hold();
        }
        ClientConnection connection = new ClientConnection(plane, port, client, ends, toApp, offered);
        toApp.serve(connection);
        replaceBy(connection);
        connection.begin(held);
        return connection;
    }

    // ---- anything else ----

    /** The connection as a whole is the developer's, or else the app's. */
    private void becomePipe(OpaqueReason reason) {
        Developer developer = route.divert();
        if (developer == null || offered == null) {
            pipeToApp(reason);
        } else {
            pipeTo(developer, offered);
        }
    }

    private DeveloperConnection pipeTo(Developer developer, OfferedStream stream) {
        port.metrics().connection(Metrics.Route.DIVERT);
        startCopies();
        DeveloperConnection connection = new DeveloperConnection(plane, port, client, developer, stream);
        DeveloperPipe pipe = new DeveloperPipe(port, client, ends, connection, held, copies);
        replaceBy(pipe);
        connection.start(pipe);
        pipe.resume();
        return connection;
    }

    private void pipeToApp(OpaqueReason reason) {
        if (failure != null && !mayFallBack(failure)) {
            return;
        }
        startCopies();
        plane.opaque(port, reason, route);
        AppPipe pipe = new AppPipe(port, client, ends, app, held, copies);
        replaceBy(pipe);
        pipe.resume();
    }

    /** Reports what becomes of a connection that its developer could not take, and ends it where it has to end. */
    private boolean mayFallBack(DeveloperFailure cause) {
        Developer developer = Objects.requireNonNull(route.divert());
        if (developer.spec().onFailure() == OnFailure.CLUSTER) {
            plane.reportFallback(developer, number, port, cause);
            return true;
        }
        plane.reportDropped(developer, cause);
        reset();
        return false;
    }

    private void startCopies() {
        copies.startConnection(route.mirrors());
        if (!held.isEmpty()) {
            ByteBuf bytes = held.peek();
            copies.write(bytes, bytes.readerIndex(), bytes.writerIndex());
        }
    }

    private void replaceBy(ChannelHandler successor) {
        client.pipeline().replace(this, null, successor);
    }

    private void reset() {
        if (app != null) {
            app.reset();
        }
        Relay.reset(client);
    }

    // ---- from the developer ----

    @Override
    public void connected(DeveloperStream stream) {
        stream.read();
    }

    /** A server of HTTP/2 may speak first too (RFC 9113 section 3.4); its streams are routed one by one all the same. */
    @Override
    public void received(ByteBuf bytes) {
        if (http) {
            bytes.release();
            giveBackStream();
        } else if (FrameBytes.startsWithSettings(bytes)) {
            bytes.release();
            giveBackStream();
            becomeHttp();
        } else {
            pipeTo(Objects.requireNonNull(route.divert()), Objects.requireNonNull(offered))
                    .received(bytes);
        }
    }

    @Override
    public void ended() {
        failed(new DeveloperFailure(
                FailureCode.LOCAL_CLOSED, "The local process closed the connection before anything was said on it."));
    }

    /** Nothing was said yet, so nothing is lost: from here on the app may speak first. */
    @Override
    public void failed(DeveloperFailure cause) {
        giveBackStream();
        failure = cause;
        if (!http) {
            dialApp();
        }
    }

    @Override
    public void writabilityChanged() {
        // Nothing has been written.
    }

    private void giveBackStream() {
        if (offered != null) {
            offered.giveBack();
            offered = null;
        }
    }

    /** The table has been swapped; call it on any thread. */
    void routesMayHaveChanged() {
        client.eventLoop().execute(this::routesChanged);
    }

    /** A session that has ended leaves its connections to the app, which may have something to say. */
    private void routesChanged() {
        Developer developer = route.divert();
        if (developer != null
                && !http
                && isWaiting()
                && !plane.routes().current().developers(port.app()).contains(developer)) {
            giveBackStream();
            becomeHttp();
        }
    }

    // ---- from the app ----

    @Override
    public void appConnected() {
        appSettled();
    }

    @Override
    public void appUnreachable() {
        if (mayBeDiverted()) {
            appSettled();
        } else {
            reset();
        }
    }

    private boolean mayBeDiverted() {
        return plane.routes().current().developers(port.app()).stream()
                .anyMatch(developer -> developer.spec().mode() == Mode.DIVERT);
    }

    private void appSettled() {
        if (http) {
            handOver(Objects.requireNonNull(app));
        } else {
            client.config().setAutoRead(true);
        }
    }

    @Override
    public boolean takesUnasked(ByteBuf bytes) {
        if (FrameBytes.startsWithSettings(bytes)) {
            handOver(Objects.requireNonNull(app));
            return false;
        }
        pipeToApp(OpaqueReason.UNSOLICITED_RESPONSE);
        boolean lost = !client.isActive();
        if (lost) {
            bytes.release();
        }
        return lost;
    }

    @Override
    public void appEnded() {
        handOver(Objects.requireNonNull(app)).appEnded();
    }

    @Override
    public void appFailed() {
        reset();
    }

    @Override
    public void readWhenWanted() {
        // What is held is bounded; nothing has been written to the app.
    }

    /** Lets the connection go where nobody has said anything yet. */
    void drain() {
        if (isWaiting() && held.isEmpty()) {
            Relay.close(client);
        }
    }

    private boolean isWaiting() {
        return client.isActive() && client.pipeline().context(this) != null;
    }
}
