package dev.remocal.cli.outgoing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what comes before there is somebody to give it to. A program may send with its request to a proxy what it means for the
 * destination, and with epoll Netty (4.1.133) reads from a connection once its other side has closed or half closed it, even if
 * nothing has asked for it.
 */
final class HeldInput extends ChannelDuplexHandler {

    private final Queue<Object> held = new ArrayDeque<>();
    private boolean ended;
    private boolean handingOn;

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (holds(context)) {
            held.add(bytes);
        } else {
            context.fireChannelRead(bytes);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && holds(context)) {
            ended = true;
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private boolean holds(ChannelHandlerContext context) {
        return ended || !held.isEmpty() || !context.channel().config().isAutoRead();
    }

    /** Whoever asks may still have to put itself in place. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (held.isEmpty() && !ended) {
            context.read();
        } else if (!handingOn) {
            handingOn = true;
            context.executor().execute(() -> handOn(context));
        }
    }

    private void handOn(ChannelHandlerContext context) {
        handingOn = false;
        for (Object bytes = held.poll(); bytes != null; bytes = held.poll()) {
            context.fireChannelRead(bytes);
        }
        context.fireChannelReadComplete();
        if (ended) {
            ended = false;
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        context.fireChannelInactive();
    }
}
