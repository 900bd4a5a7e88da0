package dev.remocal.sidecar.proxy;

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
 * One client connection: follows the framing of its requests and decides, once for each of them, who serves it.
 *
 * <p>Everything here runs on the client channel's event loop. Requests that no session may want are passed to the app as
 * they come; while a session watches the port, a head that has come in part is held until it is complete.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter
        implements AppConnection.Owner, DeveloperExchange.Owner {

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
        /** Of no concern here: an {@link AppPipe}, a {@link DeveloperPipe} or an {@link Http2Relay} has the connection. */
        PIPED,
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
    private final ConnectionTimer headTimer;
    private final ConnectionEnds ends;
    private int scanned;
    private @Nullable RoutedRequest waiting;
    private @Nullable DeveloperExchange exchange;
    private @Nullable OfferedStream offered;
    private boolean servedByDeveloper;
    private boolean draining;

    ClientConnection(DataPlane plane, DataPlane.Port port, Channel client) {
        this(plane, port, client, new ConnectionEnds(client, plane.halfOpenTimeout()), null, null);
        port.metrics().connectionOpened();
    }

    /**
     * Takes over a connection that turned out to carry HTTP; {@link #begin} brings its first bytes.
     *
     * @param app where it was dialled already
     * @param offered a stream of the developer whom the first request may be for
     */
    ClientConnection(
            DataPlane plane,
            DataPlane.Port port,
            Channel client,
            ConnectionEnds ends,
            @Nullable AppConnection app,
            @Nullable OfferedStream offered) {
        this.plane = plane;
        this.port = port;
        this.client = client;
        this.held = new HeldBytes(client.alloc());
        this.copies = new MirrorCopies(plane, port, client);
        this.headTimer = new ConnectionTimer(client.eventLoop());
        this.ends = ends;
        this.app = app == null ? AppConnection.open(this, client, port.toApp()) : app;
        this.offered = offered;
    }

    void begin(HeldBytes first) {
        if (!first.isEmpty()) {
            held.append(first.takeAll());
        }
        goOn();
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.append((ByteBuf) message);
        advance();
        readWhenWanted();
    }

    /** Serves what is held, request by request, as far as it goes. */
    private void advance() {
        while (!held.isEmpty()) {
            switch (phase) {
                case HEAD, TO_APP -> {
                    if (!passOn(held.takeAll())) {
                        return;
                    }
                }
                case TO_DEVELOPER, TO_NOBODY -> passBody(held.takeAll());
                case WAITING, PIPED -> {
                    return;
                }
                case OVER -> held.takeAll().release();
            }
        }
    }

    /** Passes requests to the app as they are, up to the first that somebody else may want; false where more must come. */
    private boolean passOn(ByteBuf bytes) {
        int head = bytes.readerIndex();
        int from = head + scanned;
        int to = bytes.writerIndex();
        scanned = 0;
        while (true) {
            RequestScanner.Step step = scanner.scan(bytes, from, to);
            copy(bytes, from, step);
            from = scanner.position();
            switch (step) {
                case NEED_MORE -> {
                    return passOnPart(bytes, head);
                }
                case HEAD_COMPLETE -> {
                    if (phase == Phase.HEAD && !leaveToApp(bytes, head, from)) {
                        return true;
                    }
                    port.metrics().request(Metrics.Route.APP);
                    app.expectResponse(ResponseKind.of(scanner));
                }
                case MESSAGE_COMPLETE -> {
                    requestToAppComplete(scanner.upgradeRequested() || scanner.isConnect());
                    if (from == to || phase != Phase.HEAD) {
                        passOnUpTo(bytes, from);
                        return true;
                    }
                    head = from;
                }
                case OPAQUE -> {
                    stopFollowing(bytes, from);
                    return true;
                }
            }
        }
    }

    /** The last bytes end within a request. */
    private boolean passOnPart(ByteBuf bytes, int head) {
        if (phase == Phase.HEAD && (isWatched() || !app.isOpen())) {
            scanned = bytes.writerIndex() - head;
            passOnUpTo(bytes, head);
            if (scanned > plane.memory().headBytes()) {
                giveUp(OpaqueReason.MEMORY_SCARCE);
                return true;
            }
            headTimer.start(ProxyLimits.HEAD_TIMEOUT, () -> giveUp(OpaqueReason.SLOW_HEAD));
            return false;
        }
        if (phase == Phase.HEAD) {
            serveByApp();
        }
        app.write(bytes);
        return true;
    }

    private void passOnUpTo(ByteBuf bytes, int end) {
        if (end == bytes.writerIndex()) {
            app.write(bytes);
            return;
        }
        if (end > bytes.readerIndex()) {
            app.write(bytes.readRetainedSlice(end - bytes.readerIndex()));
        }
        held.append(bytes);
    }

    /** Decides on a request whose head is complete; false where it may be somebody else's and goes its own way. */
    private boolean leaveToApp(ByteBuf bytes, int head, int headEnd) {
        Candidates candidates = plane.routes().current().candidates(port.app(), bytes, head, headEnd);
        if (candidates.isEmpty() && app.isOpen()) {
            serveByApp();
            return true;
        }
        headTimer.stop();
        ends.stay();
        passOnUpTo(bytes, head);
        place(route(held.take(headEnd - head), candidates));
        return false;
    }

    private void serveByApp() {
        headTimer.stop();
        servedByDeveloper = false;
        takeOffer(null);
        phase = Phase.TO_APP;
    }

    private void stopFollowing(ByteBuf bytes, int end) {
        OpaqueReason reason = scanner.opaqueReason();
        if (reason == OpaqueReason.HTTP2_PREFACE) {
            becomeHttp2(bytes, end);
        } else if (app.isOpen()) {
            app.write(bytes);
            giveUp(reason);
        } else {
            held.append(bytes);
            giveUp(reason);
        }
    }

    /** What the scanner has just made that step of. */
    private void copy(ByteBuf bytes, int from, RequestScanner.Step step) {
        if (step == RequestScanner.Step.MESSAGE_COMPLETE) {
            copies.writeLast(bytes, from, scanner.position());
        } else {
            copies.write(bytes, from, scanner.position());
        }
    }

    private void requestToAppComplete(boolean answerDecides) {
        if (phase != Phase.TO_APP) {
            return;
        }
        if (scanner.closeRequested()) {
            pipeToApp();
        } else {
            phase = answerDecides && !app.owesNothing() ? Phase.WAITING : Phase.HEAD;
        }
    }

    private RoutedRequest route(ByteBuf bytes, Candidates candidates) {
        RequestHead head = RequestHead.parse(bytes);
        Route route = candidates.route(head);
        plane.reportPreempted(port.app(), head, route);
        return RoutedRequest.of(bytes, head, scanner, route);
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
        serveByApp();
        port.metrics().request(Metrics.Route.APP);
        copies.start(request);
        app.write(request.bytes());
        app.expectResponse(request.kind());
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
        exchange = new DeveloperExchange(this, plane, port.app(), client, request, developer, takeOffer(developer));
        exchange.start();
    }

    /** The stream that was opened with the connection is for its first request or for nobody. */
    private @Nullable OfferedStream takeOffer(@Nullable Developer developer) {
        OfferedStream taken = offered;
        offered = null;
        if (taken != null && (developer == null || !taken.serves(developer))) {
            taken.giveBack();
            return null;
        }
        return taken;
    }

    /** Passes on the rest of a request whose head has gone to a developer. */
    private void passBody(ByteBuf bytes) {
        int start = bytes.readerIndex();
        RequestScanner.Step step = scanner.scan(bytes, start, bytes.writerIndex());
        int length = scanner.position() - start;
        copy(bytes, start, step);
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

    /** Leaves the connection to one who understands it, behind the start of the preface. */
    private void becomeHttp2(ByteBuf bytes, int prefaceSeen) {
        if (!app.isOpen()) {
            app.standIn(AbsentApp.open(client.eventLoop()));
        }
        Channel channel = app.channel();
        // Not past the pipeline: whoever stands in for the app is a handler there.
        channel.write(bytes.readRetainedSlice(prefaceSeen - bytes.readerIndex()), channel.voidPromise());
        handOver(Http2Relay.behindPreface(plane, port, client, channel)).readClient(bytes);
        channel.flush();
    }

    @Override
    public void becomeHttp2FromApp(ByteBuf bytes) {
        handOver(Http2Relay.beforePreface(plane, port, client, app.channel())).readApp(bytes);
    }

    private Http2Relay handOver(Http2Relay relay) {
        app.handOverTo(relay.appSide());
        handOver(relay.clientSide(), relay::readClientWhenWanted);
        relay.start();
        return relay;
    }

    @Override
    public boolean isUntouched() {
        return phase == Phase.HEAD && scanner.isUntouched() && held.isEmpty();
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
            ends.inputEnded();
            passOnInputEnd();
        } else if (event == HalfOpenTimeout.Event.EXPIRED) {
            reset();
        }
    }

    /** The client sends no more: whoever serves it is told, after all that it sent before. */
    private void passOnInputEnd() {
        if (!ends.isInputEnded()) {
            return;
        }
        switch (phase) {
            case HEAD, TO_APP -> endAppInput();
            case TO_DEVELOPER -> exchange().endOutput();
            case WAITING -> {
                if (exchange != null && held.isEmpty()) {
                    exchange.endOutput();
                }
            }
            case PIPED -> {}
            case TO_NOBODY, OVER -> Relay.close(client);
        }
    }

    private void endAppInput() {
        if (app.isOpen()) {
            if (!held.isEmpty()) {
                app.write(held.takeAll());
            }
            app.endOutput();
            ends.closeWhenBothEnded();
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
        headTimer.stop();
        ends.stay();
        held.release();
        if (waiting != null) {
            waiting.bytes().release();
            waiting = null;
        }
        app.close();
        if (exchange != null) {
            exchange.clientGone();
            exchange = null;
        }
        takeOffer(null);
        copies.abort();
        port.metrics().connectionClosed();
    }

    // ---- from the app ----

    @Override
    public void appConnected() {
        resume();
    }

    @Override
    public void appOwesNothing() {
        if (phase == Phase.WAITING) {
            resume();
        }
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
        goOn();
    }

    private void goOn() {
        advance();
        app.flush();
        passOnInputEnd();
        readWhenWanted();
    }

    @Override
    public void appSwitchedProtocol() {
        pipeToApp();
    }

    @Override
    public void appUnreachable() {
        boolean needed = waiting != null && waiting.route().divert() == null;
        if (needed || !isWatched()) {
            reset();
        } else {
            resume();
        }
    }

    /** The app has hung up. While a developer serves this client, that is none of the client's business. */
    @Override
    public void appEnded() {
        if (servedByDeveloper && app.owesNothing()) {
            app.close();
            closeIfLeftAlone();
        } else {
            ends.endOutput();
        }
    }

    @Override
    public void appFailed() {
        if (servedByDeveloper && app.owesNothing()) {
            app.reset();
            closeIfLeftAlone();
        } else {
            reset();
        }
    }

    /** A farewell such as 408 on an idle connection is nothing for a client that listens to a developer. */
    @Override
    public boolean takesUnasked(ByteBuf bytes) {
        if (servedByDeveloper) {
            bytes.release();
            appEnded();
        }
        return servedByDeveloper;
    }

    private void closeIfLeftAlone() {
        if (phase == Phase.HEAD && held.isEmpty() && !app.isOpen() && !app.isConnecting()) {
            ends.closeAfter(ProxyLimits.APPLESS_IDLE_TIMEOUT);
        }
    }

    // ---- from the developer ----

    @Override
    public void exchangeFinished(boolean closes) {
        exchange = null;
        if (closes) {
            endConversation();
            return;
        }
        phase = phase == Phase.TO_DEVELOPER ? Phase.TO_NOBODY : Phase.HEAD;
        goOn();
        closeIfLeftAlone();
        closeIfDrained();
    }

    /** Closes so that the client can still read its response: RFC 9112 section 9.6. */
    private void endConversation() {
        phase = Phase.OVER;
        advance();
        Relay.endOutput(client);
        ends.closeAfter(ProxyLimits.STREAM_LINGER);
        passOnInputEnd();
        readWhenWanted();
    }

    @Override
    public void fallBack(RoutedRequest request) {
        exchange = null;
        phase = Phase.HEAD;
        place(request);
        goOn();
    }

    @Override
    public void developerSwitchedProtocol() {
        app.close();
        DeveloperPipe pipe = new DeveloperPipe(port, client, ends, exchange(), held, copies);
        exchange().pipe(pipe);
        handOver(pipe, pipe::resume);
    }

    @Override
    public void reset() {
        app.reset();
        Relay.reset(client);
    }

    // ---- both ----

    /** From here on the connection is an opaque pipe to the app. */
    @Override
    public void giveUp(OpaqueReason reason) {
        if (phase != Phase.PIPED && phase != Phase.OVER) {
            plane.opaque(port, reason);
            copies.abort();
            pipeToApp();
        }
    }

    private void pipeToApp() {
        if (waiting != null) {
            held.prepend(waiting.bytes());
            waiting = null;
        }
        AppPipe pipe = new AppPipe(port, client, ends, app, held, copies);
        handOver(pipe, pipe::resume);
    }

    /** Leaves the connection to another handler, which goes on when what is under way here has been passed on. */
    private void handOver(ChannelHandler successor, Runnable resume) {
        phase = Phase.PIPED;
        headTimer.stop();
        ends.stay();
        takeOffer(null);
        client.pipeline().replace(this, null, successor);
        client.eventLoop().execute(resume);
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

    @Override
    public void readWhenWanted() {
        if (phase == Phase.PIPED) {
            return;
        }
        boolean read = wantsToRead();
        if (client.config().isAutoRead() != read) {
            client.config().setAutoRead(read);
        }
    }

    private boolean wantsToRead() {
        return switch (phase) {
            case HEAD -> !app.isConnecting();
            case TO_APP -> app.isOpen() && app.isWritable();
            case TO_DEVELOPER -> exchange().takesMore();
            // Only to learn that the client has gone.
            case WAITING -> held.isEmpty();
            case TO_NOBODY, PIPED, OVER -> true;
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

    private DeveloperExchange exchange() {
        return Objects.requireNonNull(exchange);
    }
}
