package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: follows the framing of its requests and decides, once for each of them, who serves it.
 *
 * <p>Everything here runs on the client channel's event loop. While no session watches the port, bytes are passed to the
 * app as they come; while one does, a request's head is held until it is complete.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    /** Where the next byte from the client belongs. */
    private enum Phase {
        /** Between requests, or in a head that is held until it is complete. */
        HEAD,
        /** In a request that the app serves. */
        TO_APP,
        /** In a request that a developer serves. */
        TO_DEVELOPER,
        /** In a request that was answered early by a developer who does not want the rest. */
        TO_NOBODY,
        /** Behind a request that must be answered, or a connection that must be there, before anything follows. */
        WAITING,
        /** To the app, whatever it is, until the end. */
        APP_PIPE,
        /** To a developer, who has switched protocols, until the end. */
        DEVELOPER_PIPE,
        /** After the last response. */
        OVER
    }

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private final RequestScanner scanner = new RequestScanner();
    private AppConnection app;
    private Phase phase = Phase.HEAD;
    private final HeldBytes held;
    private final MirrorCopies copies;
    private final ConnectionTimer timer;
    private int scanned;
    private @Nullable RoutedRequest waiting;
    private @Nullable DeveloperExchange exchange;
    private boolean servedByDeveloper;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean draining;

    ClientConnection(DataPlane plane, DataPlane.Port port, Channel client) {
        this.plane = plane;
        this.port = port;
        this.client = client;
        this.held = new HeldBytes(client.alloc());
        this.copies = new MirrorCopies(plane, port, client);
        this.timer = new ConnectionTimer(client.eventLoop());
        this.app = AppConnection.open(this, client, port.toApp());
        port.metrics().connectionOpened();
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (held.isEmpty() && passesThrough()) {
            passToApp(bytes);
        } else {
            held.append(bytes);
        }
        advance();
        readWhenWanted();
    }

    private boolean passesThrough() {
        return app.isOpen() && (phase == Phase.TO_APP || (phase == Phase.HEAD && !isWatched()));
    }

    /** Routes what is held, request by request, as far as it goes. */
    private void advance() {
        while (!held.isEmpty()) {
            switch (phase) {
                case HEAD -> {
                    if (!routeHead()) {
                        return;
                    }
                }
                case TO_APP -> passToApp(held.takeAll());
                case TO_DEVELOPER, TO_NOBODY -> passBody(held.takeAll());
                case WAITING -> {
                    return;
                }
                case APP_PIPE -> {
                    if (!app.isOpen()) {
                        return;
                    }
                    app.write(held.takeAll());
                    app.flush();
                }
                case DEVELOPER_PIPE -> exchange().write(held.takeAll());
                case OVER -> held.takeAll().release();
            }
        }
    }

    /** Passes bytes to the app as they are, up to the first request that somebody else may want. */
    private void passToApp(ByteBuf bytes) {
        phase = Phase.TO_APP;
        int from = bytes.readerIndex();
        int to = bytes.writerIndex();
        while (true) {
            RequestScanner.Step step = scanner.scan(bytes, from, to);
            int position = scanner.position();
            copies.write(bytes, from, position);
            from = position;
            switch (step) {
                case NEED_MORE -> {
                    app.write(bytes);
                    if (scanner.betweenMessages()) {
                        phase = Phase.HEAD;
                    }
                    return;
                }
                case HEAD_COMPLETE -> {
                    port.metrics().request(Metrics.Route.APP);
                    app.expectResponse(ResponseKind.of(scanner));
                }
                case MESSAGE_COMPLETE -> {
                    requestToAppComplete(scanner.upgradeRequested() || scanner.isConnect());
                    if (from == to) {
                        app.write(bytes);
                        return;
                    }
                    if (phase != Phase.HEAD || isWatched()) {
                        app.write(bytes.readRetainedSlice(from - bytes.readerIndex()));
                        held.append(bytes);
                        return;
                    }
                    phase = Phase.TO_APP;
                }
                case OPAQUE -> {
                    app.write(bytes);
                    giveUp(scanner.opaqueReason());
                    return;
                }
            }
        }
    }

    private void requestToAppComplete(boolean answerDecides) {
        copies.requestComplete();
        if (phase != Phase.TO_APP) {
            return;
        }
        if (scanner.closeRequested()) {
            phase = Phase.APP_PIPE;
        } else {
            phase = answerDecides && !app.owesNothing() ? Phase.WAITING : Phase.HEAD;
        }
    }

    /** Looks for the end of the head at the start of what is held; false where it has not come yet. */
    private boolean routeHead() {
        ByteBuf bytes = held.peek();
        int start = bytes.readerIndex();
        RequestScanner.Step step = scanner.scan(bytes, start + scanned, bytes.writerIndex());
        scanned = scanner.position() - start;
        switch (step) {
            case NEED_MORE -> {
                timer.start(ProxyLimits.HEAD_TIMEOUT, () -> giveUp(OpaqueReason.SLOW_HEAD));
                return false;
            }
            case OPAQUE -> giveUp(scanner.opaqueReason());
            case HEAD_COMPLETE, MESSAGE_COMPLETE -> {
                timer.stop();
                ByteBuf head = held.take(scanned);
                scanned = 0;
                place(route(head));
            }
        }
        return true;
    }

    private RoutedRequest route(ByteBuf bytes) {
        RequestHead head = RequestHead.parse(bytes);
        boolean complete = scanner.scan(Unpooled.EMPTY_BUFFER, 0, 0) == RequestScanner.Step.MESSAGE_COMPLETE;
        Route route = plane.routes().current().route(port.app(), head);
        RoutedRequest request = new RoutedRequest(
                bytes,
                head,
                ResponseKind.of(scanner),
                complete,
                scanner.closeRequested(),
                scanner.upgradeRequested() || scanner.isConnect(),
                System.nanoTime(),
                route);
        reportPreempted(request);
        return request;
    }

    /** Sends a routed request on its way, now or when the app allows it. */
    private void place(RoutedRequest request) {
        Developer developer = request.route().divert();
        if (developer != null && (!app.isOpen() || app.owesNothing())) {
            divert(request, developer);
        } else if (developer == null && app.isOpen()) {
            forward(request);
        } else {
            waiting = request;
            phase = Phase.WAITING;
            openApp();
        }
    }

    private void forward(RoutedRequest request) {
        servedByDeveloper = false;
        phase = Phase.TO_APP;
        port.metrics().request(Metrics.Route.APP);
        app.expectResponse(request.kind());
        copies.start(request);
        app.write(request.bytes());
        app.flush();
        if (request.complete()) {
            requestToAppComplete(request.mayUpgrade());
        }
    }

    private void divert(RoutedRequest request, Developer developer) {
        servedByDeveloper = true;
        phase = request.complete() ? Phase.WAITING : Phase.TO_DEVELOPER;
        port.metrics().request(Metrics.Route.DIVERT);
        copies.start(request);
        exchange = new DeveloperExchange(this, plane, port.app(), client, request, developer);
        exchange.start();
    }

    /** Passes on the rest of a request whose head has gone to a developer. */
    private void passBody(ByteBuf bytes) {
        int start = bytes.readerIndex();
        RequestScanner.Step step = scanner.scan(bytes, start, bytes.writerIndex());
        int length = scanner.position() - start;
        copies.write(bytes, start, start + length);
        ByteBuf part = bytes.readRetainedSlice(length);
        held.append(bytes);
        if (phase == Phase.TO_DEVELOPER) {
            exchange().write(part);
        } else {
            part.release();
        }
        if (step == RequestScanner.Step.MESSAGE_COMPLETE) {
            requestToDeveloperComplete();
        } else if (step == RequestScanner.Step.OPAQUE) {
            breakOff(scanner.opaqueReason());
        }
    }

    private void requestToDeveloperComplete() {
        copies.requestComplete();
        if (phase == Phase.TO_NOBODY) {
            phase = Phase.HEAD;
        } else if (phase == Phase.TO_DEVELOPER) {
            phase = Phase.WAITING;
            exchange().requestComplete();
        }
    }

    /** The body of a diverted request cannot be followed: all of it is the app's, where all of it is still there. */
    private void breakOff(OpaqueReason reason) {
        if (phase == Phase.TO_DEVELOPER && exchange().giveBack()) {
            giveUp(reason);
        } else {
            reset();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        app.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        app.readWhenClientCan();
        if (exchange != null && client.isWritable()) {
            exchange.readOn();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            passOnInputEnd();
        }
    }

    /** The client sends no more: whoever serves it is told, after all that it sent before. */
    private void passOnInputEnd() {
        if (!inputEnded) {
            return;
        }
        switch (phase) {
            case HEAD, TO_APP, APP_PIPE -> endAppInput();
            case TO_DEVELOPER, DEVELOPER_PIPE -> exchange().endOutput();
            case WAITING -> {
                if (exchange != null && held.isEmpty()) {
                    exchange.endOutput();
                }
            }
            case TO_NOBODY, OVER -> Relay.close(client);
        }
    }

    private void endAppInput() {
        if (app.isOpen()) {
            if (!held.isEmpty()) {
                app.write(held.takeAll());
            }
            app.endOutput();
            closeWhenBothEnded();
        } else if (!app.isConnecting()) {
            Relay.close(client);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        app.reset();
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.OVER;
        timer.stop();
        advance();
        if (waiting != null) {
            waiting.bytes().release();
            waiting = null;
        }
        app.close();
        if (exchange != null) {
            exchange.abort();
            exchange = null;
        }
        copies.abort();
        port.metrics().connectionClosed();
    }

    // ---- from the app ----

    void appConnected() {
        resume();
    }

    void appOwesNothing() {
        resume();
        closeIfDrained();
    }

    private void resume() {
        if (phase == Phase.WAITING && exchange == null) {
            phase = Phase.HEAD;
            RoutedRequest request = waiting;
            waiting = null;
            if (request != null) {
                place(request);
            }
        }
        if (phase == Phase.APP_PIPE) {
            app.pipe();
        }
        advance();
        passOnInputEnd();
        readWhenWanted();
    }

    void appSwitchedProtocol() {
        phase = Phase.APP_PIPE;
        advance();
        readWhenWanted();
    }

    void appUnreachable() {
        boolean needed =
                phase == Phase.APP_PIPE || (waiting != null && waiting.route().divert() == null);
        if (needed || !isWatched()) {
            reset();
        } else {
            resume();
        }
    }

    /** The app has hung up. While a developer serves this client, that is none of the client's business. */
    void appEnded() {
        if (isServedByDeveloper() && app.owesNothing()) {
            app.close();
            closeIfLeftAlone();
        } else {
            outputEnded = true;
            Relay.endOutput(client);
            closeWhenBothEnded();
        }
    }

    void appFailed() {
        if (isServedByDeveloper() && app.owesNothing()) {
            app.reset();
            closeIfLeftAlone();
        } else {
            reset();
        }
    }

    boolean isServedByDeveloper() {
        return servedByDeveloper && phase != Phase.APP_PIPE;
    }

    private void closeIfLeftAlone() {
        if (phase == Phase.HEAD && held.isEmpty() && !app.isOpen() && !app.isConnecting()) {
            timer.start(ProxyLimits.APPLESS_IDLE_TIMEOUT, () -> Relay.close(client));
        }
    }

    // ---- from the developer ----

    /** The exchange is over and the client has its whole response. */
    void exchangeFinished(boolean closes) {
        exchange = null;
        if (closes) {
            endConversation();
            return;
        }
        phase = phase == Phase.TO_DEVELOPER ? Phase.TO_NOBODY : Phase.HEAD;
        advance();
        passOnInputEnd();
        readWhenWanted();
        closeIfLeftAlone();
        closeIfDrained();
    }

    /** Closes so that the client can still read its response: RFC 9112 section 9.6. */
    private void endConversation() {
        phase = Phase.OVER;
        advance();
        Relay.endOutput(client);
        timer.start(ProxyLimits.STREAM_LINGER, client::close);
        passOnInputEnd();
        readWhenWanted();
    }

    /** The developer could not serve it and nothing is lost: the app serves it after all. */
    void fallBack(RoutedRequest request) {
        exchange = null;
        phase = Phase.HEAD;
        place(request);
        advance();
        passOnInputEnd();
        readWhenWanted();
    }

    void developerSwitchedProtocol() {
        phase = Phase.DEVELOPER_PIPE;
        app.close();
        advance();
        readWhenWanted();
    }

    /** The developer's process has sent its last byte on a connection that is a pipe. */
    void developerEnded() {
        outputEnded = true;
        Relay.endOutput(client);
        closeWhenBothEnded();
    }

    /** Ends the connection such that the client cannot take what it has for complete. */
    void reset() {
        app.reset();
        Relay.reset(client);
    }

    // ---- both ----

    /** From here on the connection is an opaque pipe to the app. */
    void giveUp(OpaqueReason reason) {
        if (phase == Phase.APP_PIPE || phase == Phase.OVER) {
            return;
        }
        timer.stop();
        phase = Phase.APP_PIPE;
        port.metrics().opaque(reason);
        Event event = new Event.Opaque(port.app(), reason.wireName(), reason.sentence());
        plane.routes().current().developers(port.app()).forEach(developer -> developer.report(event));
        copies.abort();
        app.pipe();
        openApp();
        if (waiting != null) {
            held.prepend(waiting.bytes());
            waiting = null;
        }
        advance();
        readWhenWanted();
    }

    /** Lets running exchanges end and then closes; connections that are pipes go on until the drain timeout. */
    void drain() {
        draining = true;
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (draining && phase == Phase.HEAD && held.isEmpty() && app.owesNothing()) {
            Relay.close(client);
        }
    }

    void readWhenWanted() {
        boolean read = wantsToRead();
        if (client.config().isAutoRead() != read) {
            client.config().setAutoRead(read);
        }
    }

    private boolean wantsToRead() {
        return switch (phase) {
            case HEAD -> !app.isConnecting();
            case TO_APP, APP_PIPE -> app.isOpen() && app.isWritable();
            case TO_DEVELOPER, DEVELOPER_PIPE -> exchange().takesMore();
            // Only to learn that the client has gone.
            case WAITING -> held.isEmpty();
            case TO_NOBODY, OVER -> true;
        };
    }

    private boolean isWatched() {
        return plane.routes().current().watches(port.app());
    }

    private void openApp() {
        if (!app.isOpen() && !app.isConnecting()) {
            app = AppConnection.open(this, client, port.toApp());
        }
    }

    private void closeWhenBothEnded() {
        if (inputEnded && outputEnded) {
            Relay.close(client);
        }
    }

    private void reportPreempted(RoutedRequest request) {
        Developer winner = request.route().divert();
        if (winner == null || request.route().preempted().isEmpty()) {
            return;
        }
        Event event = new Event.Preempted(
                port.app(),
                request.head().method(),
                plane.shorten(request.head().target()),
                winner.spec().owner(),
                "The request matches this session too, but the earlier session of "
                        + winner.spec().owner() + " (key " + winner.spec().key()
                        + ") has it; agree on filters that do not overlap.");
        request.route().preempted().forEach(developer -> developer.report(event));
    }

    private DeveloperExchange exchange() {
        return Objects.requireNonNull(exchange);
    }
}
