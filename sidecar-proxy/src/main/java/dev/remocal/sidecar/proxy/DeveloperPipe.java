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
    private final DeveloperExchange exchange;
    private final HeldBytes held;

    /** @param held what the client has sent already */
    DeveloperPipe(
            DataPlane.Port port, Channel client, ConnectionEnds ends, DeveloperExchange exchange, HeldBytes held) {
        this.port = port;
        this.client = client;
        this.ends = ends;
        this.exchange = exchange;
        this.held = held;
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        held.append((ByteBuf) message);
        pass();
        readWhenWanted();
    }

    private void pass() {
        if (!held.isEmpty()) {
            exchange.write(held.takeAll());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (client.isWritable()) {
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

    private void passOnInputEnd() {
        if (ends.isInputEnded()) {
            exchange.endOutput();
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
        exchange.abort();
        port.metrics().connectionClosed();
    }

    // ---- from the developer ----

    /** Passes on what has come up to now. */
    void resume() {
        pass();
        passOnInputEnd();
        readWhenWanted();
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
        boolean read = exchange.takesMore();
        if (client.config().isAutoRead() != read) {
            client.config().setAutoRead(read);
        }
    }
}
