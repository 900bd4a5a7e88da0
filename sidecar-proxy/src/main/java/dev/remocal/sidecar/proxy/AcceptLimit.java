package dev.remocal.sidecar.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Accepts no connection beyond a limit until one has closed. The next ones wait in the kernel, as they do in front of an
 * app that accepts slowly; none is refused.
 */
@ChannelHandler.Sharable
final class AcceptLimit extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(AcceptLimit.class);

    private final int limit;
    private final ChannelGroup listening;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param listening the channels that accept
     */
    AcceptLimit(int limit, ChannelGroup listening) {
        this.limit = limit;
        this.listening = listening;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        int now = open.incrementAndGet();
        if (now == limit) {
            LOG.warnf("As many connections as may be are open; more wait to be accepted. limit=%d", limit);
        }
        if (now >= limit) {
            acceptWhereAllowed();
        }
        ((Channel) accepted).closeFuture().addListener(closed -> closed());
        context.fireChannelRead(accepted);
    }

    private void closed() {
        if (open.getAndDecrement() >= limit) {
            acceptWhereAllowed();
        }
    }

    /** Asked after every change, and answered by what holds by then: connections close on all event loops. */
    private void acceptWhereAllowed() {
        listening.forEach(channel ->
                channel.eventLoop().execute(() -> channel.config().setAutoRead(open.get() < limit)));
    }
}
