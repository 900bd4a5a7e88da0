package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * A client connection that is the app's for good, whatever it carries: it takes the place of {@link ClientConnection} and
 * passes on bytes, ends and resets as they come.
 */
final class AppPipe extends ChannelInboundHandlerAdapter implements AppConnection.Owner {

    private final DataPlane.Port port;
    private final Channel client;
    private final ConnectionEnds ends;
    private final AppConnection app;
    private final HeldBytes held;
    private final MirrorCopies copies;

    /**
     * @param app where there is one already
     * @param held what the client has sent already
     * @param copies of what it sends from now on
     */
    AppPipe(
            DataPlane.Port port,
            Channel client,
            ConnectionEnds ends,
            @Nullable AppConnection app,
            HeldBytes held,
            MirrorCopies copies) {
        this.port = port;
        this.client = client;
        this.ends = ends;
        this.held = held;
        this.copies = copies;
        this.app = app == null || app.isGone() ? AppConnection.open(this, client, port.toApp()) : app;
        this.app.serve(this);
        this.app.pipe();
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        copies.write(bytes, bytes.readerIndex(), bytes.writerIndex());
        held.append(bytes);
        pass();
        readWhenWanted();
    }

    private void pass() {
        if (app.isOpen() && !held.isEmpty()) {
            app.write(held.takeAll());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        app.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        app.readWhenClientCan();
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

    private void passOnInputEnd() {
        if (ends.isInputEnded() && app.isOpen()) {
            copies.complete();
            app.endOutput();
            ends.closeWhenBothEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        app.reset();
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.release();
        copies.abort();
        app.close();
        port.metrics().connectionClosed();
    }

    // ---- from the app ----

    @Override
    public void appConnected() {
        resume();
    }

    /** Passes on what has come up to now. */
    void resume() {
        pass();
        app.flush();
        passOnInputEnd();
        readWhenWanted();
    }

    @Override
    public void appUnreachable() {
        reset();
    }

    @Override
    public void appEnded() {
        ends.endOutput();
    }

    @Override
    public void appFailed() {
        reset();
    }

    private void reset() {
        app.reset();
        Relay.reset(client);
    }

    @Override
    public void readWhenWanted() {
        boolean read = app.isOpen() && app.isWritable();
        if (client.config().isAutoRead() != read) {
            client.config().setAutoRead(read);
        }
    }
}
