package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * A client connection that is a developer's for good, whatever it carries: it takes the place of
 * {@link ClientConnection} and passes on bytes, ends and resets as they come.
 */
final class DeveloperPipe extends ChannelInboundHandlerAdapter implements DeveloperExchange.Owner {

    private final DataPlane.Port port;
    private final Channel client;
    private final ConnectionEnds ends;
    private final DeveloperEnd developer;
    private final HeldBytes held;
    private final MirrorCopies copies;

    /**
     * @param held what the client has sent already
     * @param copies of what it sends from now on
     */
    DeveloperPipe(
            DataPlane.Port port,
            Channel client,
            ConnectionEnds ends,
            DeveloperEnd developer,
            HeldBytes held,
            MirrorCopies copies) {
        this.port = port;
        this.client = client;
        this.ends = ends;
        this.developer = developer;
        this.held = held;
        this.copies = copies;
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
        if (!held.isEmpty()) {
            developer.write(held.takeAll());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (client.isWritable()) {
            developer.readOn();
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

    private void passOnInputEnd() {
        if (ends.isInputEnded()) {
            copies.complete();
            developer.endOutput();
            ends.closeWhenBothEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.release();
        copies.abort();
        developer.clientGone();
        port.metrics().connectionClosed();
    }

    // ---- from the developer ----

    /** Passes on what has come up to now. */
    void resume() {
        pass();
        passOnInputEnd();
        readWhenWanted();
    }

    /** Nothing was delivered: the app serves the connection after all. */
    void fallBack(ByteBuf bytes) {
        held.prepend(bytes);
        AppPipe pipe = new AppPipe(port, client, ends, null, held, copies);
        client.pipeline().replace(this, null, pipe);
        pipe.resume();
    }

    @Override
    public void developerEnded() {
        ends.endOutput();
    }

    @Override
    public void reset() {
        Relay.reset(client);
    }

    @Override
    public void readWhenWanted() {
        boolean read = developer.takesMore();
        if (client.config().isAutoRead() != read) {
            client.config().setAutoRead(read);
        }
    }
}
