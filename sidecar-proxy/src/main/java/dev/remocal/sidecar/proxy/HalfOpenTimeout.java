package dev.remocal.sidecar.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fires {@link Event#EXPIRED} when a client that was told of the end has sent nothing for some time and has not closed either.
 * It joins a pipeline only then, so that connections pay nothing for it while they are in use.
 */
final class HalfOpenTimeout extends ChannelInboundHandlerAdapter {

    enum Event {
        EXPIRED
    }

    private final Duration timeout;
    private @Nullable Future<?> pending;
    private boolean heard;

    HalfOpenTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        pending = context.executor().schedule(() -> look(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        context.fireChannelRead(message);
    }

    /** A client that is held back is not silent of its own will. */
    private void look(ChannelHandlerContext context) {
        if (heard || !context.channel().config().isAutoRead()) {
            heard = false;
            handlerAdded(context);
        } else {
            context.fireUserEventTriggered(Event.EXPIRED);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
