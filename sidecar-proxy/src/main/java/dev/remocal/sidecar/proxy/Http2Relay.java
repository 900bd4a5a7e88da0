package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection with prior knowledge, from behind its preface on. While no session watches the port, bytes pass
 * between client and app as they come and only the frames' boundaries are followed; while one does, {@link Http2Splice}
 * routes each stream.
 *
 * <p>Everything here runs on the client channel's event loop.
 */
final class Http2Relay {

    /** How the bytes of one direction are passed on. */
    private enum Passing {
        /** As they come, followed. */
        FOLLOWED,
        /** Through the splice. */
        SPLICED,
        /** As they come, whatever they are. */
        OPAQUE
    }

    /** RFC 9113 section 3.4. */
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** Where {@link RequestScanner} sees that it is no request. */
    private static final String PREFACE_SEEN = "PRI * HTTP/2";

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private final Channel app;
    private final Http2Ledger ledger = new Http2Ledger();
    private final FrameFollower clientFrames;
    private final FrameFollower appFrames = new FrameFollower(ledger.fromApp(), new byte[0]);
    private final ClientSide clientSide = new ClientSide();
    private final AppSide appSide = new AppSide();
    private Passing fromClient = Passing.FOLLOWED;
    private Passing fromApp = Passing.FOLLOWED;
    private @Nullable Http2Splice splice;
    private boolean clientEnded;
    private boolean appEnded;
    private boolean draining;
    private boolean endAnnounced;

    private Http2Relay(DataPlane plane, DataPlane.Port port, Channel client, Channel app, String preface) {
        this.plane = plane;
        this.port = port;
        this.client = client;
        this.app = app;
        this.clientFrames = new FrameFollower(ledger.fromClient(), preface.getBytes(StandardCharsets.US_ASCII));
    }

    /** The connection of a client that has sent as much of the preface as tells it from a request. */
    static Http2Relay behindPreface(DataPlane plane, DataPlane.Port port, Channel client, Channel app) {
        return new Http2Relay(plane, port, client, app, PREFACE.substring(PREFACE_SEEN.length()));
    }

    /** The connection of a client that has sent nothing yet. */
    static Http2Relay beforePreface(DataPlane plane, DataPlane.Port port, Channel client, Channel app) {
        return new Http2Relay(plane, port, client, app, PREFACE);
    }

    /** The handler of the client's channel, to be put in the place of the one that found the preface. */
    ChannelInboundHandlerAdapter clientSide() {
        return clientSide;
    }

    /** The handler of the app's channel. */
    ChannelInboundHandlerAdapter appSide() {
        return appSide;
    }

    /** To be called once, when both handlers are in their places and before anything is read. */
    void start() {
        plane.http2Opened(this);
        routesChanged();
    }

    // ---- routing on and off ----

    /** The table has been swapped; call it on any thread. */
    void routesMayHaveChanged() {
        client.eventLoop().execute(this::routesChanged);
    }

    private void routesChanged() {
        if (draining || isWatched()) {
            enterSplice();
        } else {
            leaveSpliceWhenOver();
        }
    }

    /** Asks the client to go elsewhere with its next stream; call it on any thread. */
    void drain() {
        client.eventLoop().execute(() -> {
            draining = true;
            enterSplice();
        });
    }

    private void announceEnd(Http2Splice draining) {
        if (!endAnnounced) {
            endAnnounced = true;
            draining.goAway(Integer.MAX_VALUE);
            client.eventLoop()
                    .schedule(
                            () -> draining.goAway(ledger.highestStream()),
                            ProxyLimits.GOAWAY_PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private boolean isWatched() {
        return plane.routes().current().watches(port.app());
    }

    private void enterSplice() {
        if (fromClient == Passing.OPAQUE || fromApp == Passing.OPAQUE || clientEnded || appEnded) {
            return;
        }
        if (splice == null) {
            splice = new Http2Splice(this, plane, port, ledger, clientSide.context(), appSide.context());
        }
        joinSplice();
    }

    /** Hands each direction over where a frame ends. */
    private void joinSplice() {
        Http2Splice joined = splice();
        if (fromClient == Passing.FOLLOWED && clientFrames.atBoundary()) {
            fromClient = Passing.SPLICED;
        }
        if (fromApp == Passing.FOLLOWED && appFrames.atBoundary()) {
            fromApp = Passing.SPLICED;
        }
        if (fromApp == Passing.SPLICED && !joined.isTableAskedFor()) {
            joined.askForEmptyTable();
            readClientWhenWanted();
        }
        if (fromApp == Passing.SPLICED && draining) {
            announceEnd(joined);
        }
    }

    void leaveSpliceWhenOver() {
        Http2Splice left = splice;
        if (left == null) {
            return;
        }
        if (appEnded && !left.hasExchanges()) {
            Relay.close(client);
        }
        if (appEnded || draining || isWatched()) {
            return;
        }
        if (!left.hasExchanges()) {
            left.restoreTable();
        }
        boolean settled = left.isSettled() && !ledger.awaitsAcknowledgement();
        if (settled && fromClient == Passing.SPLICED && fromApp == Passing.SPLICED) {
            splice = null;
            fromClient = Passing.FOLLOWED;
            fromApp = Passing.FOLLOWED;
            passOn(left.restFromClient(), this::readClient);
            passOn(left.restFromApp(), this::readApp);
            app.flush();
            client.flush();
        }
    }

    private static void passOn(@Nullable ByteBuf rest, Consumer<ByteBuf> reader) {
        if (rest != null) {
            reader.accept(rest);
        }
    }

    // ---- from the client ----

    void readClient(ByteBuf bytes) {
        switch (fromClient) {
            case OPAQUE -> app.write(bytes, app.voidPromise());
            case SPLICED -> splice().readClient(bytes);
            case FOLLOWED -> {
                int from = bytes.readerIndex();
                int end = clientFrames.follow(bytes, from, bytes.writerIndex(), splice != null);
                if (clientFrames.isBroken()) {
                    giveUp();
                }
                ByteBuf followed = bytes.readRetainedSlice(end - from);
                app.write(followed, app.voidPromise());
                if (splice != null) {
                    joinSplice();
                }
                readRest(bytes, this::readClient);
            }
        }
    }

    private static void readRest(ByteBuf bytes, Consumer<ByteBuf> reader) {
        if (bytes.isReadable()) {
            reader.accept(bytes);
        } else {
            bytes.release();
        }
    }

    void readApp(ByteBuf bytes) {
        switch (fromApp) {
            case OPAQUE -> client.write(bytes, client.voidPromise());
            case SPLICED -> splice().readApp(bytes);
            case FOLLOWED -> {
                int from = bytes.readerIndex();
                int end = appFrames.follow(bytes, from, bytes.writerIndex(), splice != null);
                if (appFrames.isBroken()) {
                    giveUp();
                }
                client.write(bytes.readRetainedSlice(end - from), client.voidPromise());
                if (splice != null) {
                    joinSplice();
                }
                readRest(bytes, this::readApp);
            }
        }
    }

    /** What came is no HTTP/2: client and app may still understand each other. */
    private void giveUp() {
        Http2Splice left = splice;
        splice = null;
        fromClient = Passing.OPAQUE;
        fromApp = Passing.OPAQUE;
        plane.opaque(port, OpaqueReason.BROKEN_HTTP2);
        if (left != null) {
            passOn(left.restFromClient(), this::readClient);
            passOn(left.restFromApp(), this::readApp);
            app.flush();
            client.flush();
        }
        readClientWhenWanted();
    }

    /** As {@link #giveUp}, where streams have been taken out already and the bytes alone make no sense any more. */
    void breakOff() {
        Http2Splice broken = splice();
        if (broken.isSettled()) {
            giveUp();
        } else {
            plane.opaque(port, OpaqueReason.BROKEN_HTTP2);
            Relay.reset(app);
            Relay.reset(client);
        }
    }

    /** Whether the app has hung up while developers serve some of the streams. */
    boolean isAppGone() {
        return appEnded;
    }

    boolean isOver() {
        return !client.isActive();
    }

    void readClientWhenWanted() {
        boolean wanted = appEnded || (app.isWritable() && !isClientHeld());
        if (client.config().isAutoRead() != wanted) {
            client.config().setAutoRead(wanted);
        }
    }

    /** Nothing of the client's is routed, and all of it is held, until the app's first frame in the splice. */
    private boolean isClientHeld() {
        return fromClient == Passing.SPLICED && fromApp == Passing.FOLLOWED;
    }

    void readAppWhenWanted() {
        boolean wanted = client.isWritable() && (splice == null || !splice.isAppAhead());
        if (app.config().isAutoRead() != wanted) {
            app.config().setAutoRead(wanted);
        }
    }

    private Http2Splice splice() {
        return Objects.requireNonNull(splice);
    }

    private final class ClientSide extends Side {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            readClient((ByteBuf) message);
            readClientWhenWanted();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            app.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            readAppWhenWanted();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                clientEnded = true;
                Relay.endOutput(app);
                if (appEnded || splice != null) {
                    Relay.close(client);
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Relay.reset(app);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            plane.http2Closed(Http2Relay.this);
            port.metrics().connectionClosed();
            if (splice != null) {
                splice.abort();
                splice = null;
                fromClient = Passing.OPAQUE;
                fromApp = Passing.OPAQUE;
            }
            Relay.close(app);
        }
    }

    private final class AppSide extends Side {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            readApp((ByteBuf) message);
            if (!client.isWritable()) {
                readAppWhenWanted();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            client.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            readClientWhenWanted();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                ended();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            failed();
        }
    }

    /** The app has hung up. Streams that a developer serves go on to their ends. */
    private void ended() {
        if (splice != null && splice.hasExchanges()) {
            outlive(splice);
        } else {
            appEnded = true;
            Relay.endOutput(client);
            if (clientEnded) {
                Relay.close(client);
            }
        }
    }

    private void failed() {
        if (splice != null && splice.hasExchanges()) {
            outlive(splice);
        } else if (!appEnded) {
            Relay.reset(client);
        }
    }

    private void outlive(Http2Splice outliving) {
        if (!appEnded) {
            appEnded = true;
            outliving.goAway(ledger.highestStream());
            app.close();
            readClientWhenWanted();
        }
    }

    /** One end's handler, which knows its place in the pipeline from the start. */
    private abstract static class Side extends ChannelInboundHandlerAdapter {

        private @Nullable ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        ChannelHandlerContext context() {
            return Objects.requireNonNull(context);
        }
    }
}
