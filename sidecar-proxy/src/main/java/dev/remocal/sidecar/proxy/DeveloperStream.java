package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A developer's connection for one exchange, with every event brought to the client connection's event loop: the tunnel
 * it runs in lives on another.
 */
final class DeveloperStream extends ChannelInboundHandlerAdapter {

    /** All calls arrive on the client connection's event loop; {@link #ended} and {@link #failed} at most once. */
    interface Listener {

        void connected(DeveloperStream stream);

        /** The listener owns the bytes and asks for more with {@link DeveloperStream#read}. */
        void received(ByteBuf bytes);

        /** The developer's process has sent its last byte. */
        void ended();

        void failed(DeveloperFailure failure);

        void writabilityChanged();
    }

    private final Channel channel;
    private final EventLoop clientLoop;
    private final Listener listener;
    private boolean over;

    private DeveloperStream(Channel channel, EventLoop clientLoop, Listener listener) {
        this.channel = channel;
        this.clientLoop = clientLoop;
        this.listener = listener;
    }

    static void open(Developer developer, EventLoop clientLoop, int appPort, long exchange, Listener listener) {
        developer.connect(clientLoop, appPort, exchange).addListener((Future<Channel> connected) -> {
            if (connected.isSuccess()) {
                DeveloperStream stream = new DeveloperStream(connected.getNow(), clientLoop, listener);
                stream.joinPipeline();
                listener.connected(stream);
            } else {
                listener.failed(asFailure(connected.cause()));
            }
        });
    }

    /**
     * On the channel's own event loop, where it takes effect at once. Added from another, a handler stays pending while
     * the channel closes, misses channelInactive, and is removed without a call (Netty 4.1, DefaultChannelPipeline).
     */
    private void joinPipeline() {
        if (channel.eventLoop().inEventLoop()) {
            channel.pipeline().addLast(this);
        } else {
            channel.eventLoop().execute(() -> channel.pipeline().addLast(this));
        }
    }

    /** The future is completed on the tunnel's event loop. */
    ChannelFuture write(ByteBuf bytes) {
        return channel.writeAndFlush(bytes);
    }

    /** Leaves with the next {@link #flush}. */
    ChannelFuture writeWithoutFlush(ByteBuf bytes) {
        return channel.write(bytes);
    }

    void flush() {
        channel.flush();
    }

    /** From here on everything is read as it comes. */
    void readAlways() {
        channel.config().setAutoRead(true);
    }

    void read() {
        channel.read();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Half-closes towards the developer's process. */
    void endOutput() {
        channel.writeAndFlush(EndOfStream.INSTANCE);
    }

    /** Both sides are done: lets the developer's process close first, and cuts the connection when it does not. */
    void finish(Duration limit) {
        endOutput();
        var cut = channel.eventLoop()
                .schedule(
                        () -> {
                            channel.close();
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> cut.cancel(false));
        channel.read();
    }

    /** Calls it on the tunnel's event loop. */
    void whenClosed(Runnable listener) {
        channel.closeFuture().addListener(closed -> listener.run());
    }

    /** Cuts the connection. */
    void abort() {
        channel.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            channelInactive(context);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        toClientLoop(() -> listener.received((ByteBuf) message));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            toClientLoop(listener::ended);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        toClientLoop(listener::writabilityChanged);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(asFailure(cause));
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        DeveloperFailure cause = channel.attr(DeveloperFailure.OF_CHANNEL).get();
        fail(
                cause != null
                        ? cause
                        : new DeveloperFailure(FailureCode.TUNNEL_LOST, "The developer's tunnel has ended."));
    }

    private void fail(DeveloperFailure failure) {
        if (!over) {
            over = true;
            toClientLoop(() -> listener.failed(failure));
        }
    }

    private void toClientLoop(Runnable event) {
        if (clientLoop.inEventLoop()) {
            event.run();
        } else {
            clientLoop.execute(event);
        }
    }

    private static DeveloperFailure asFailure(Throwable cause) {
        return cause instanceof DeveloperFailure failure
                ? failure
                : new DeveloperFailure(FailureCode.TUNNEL_LOST, "The developer's tunnel broke: " + cause.getMessage());
    }
}
