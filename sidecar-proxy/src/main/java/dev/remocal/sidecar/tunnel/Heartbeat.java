package dev.remocal.sidecar.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Pings the client and closes the connection after too long a silence. It stands before the codec: any byte is a sign of
 * life, and closing from here cannot wait for a GOAWAY that nobody takes.
 */
final class Heartbeat extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);

    private final Timings timings;
    private long lastRead = System.nanoTime();
    private long pings;
    private @Nullable Future<?> ticks;

    Heartbeat(Timings timings) {
        this.timings = timings;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        long interval = timings.heartbeatInterval().toMillis();
        ticks = context.executor().scheduleAtFixedRate(() -> tick(context), interval, interval, TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    private void tick(ChannelHandlerContext context) {
        if (System.nanoTime() - lastRead > timings.heartbeatTimeout().toNanos()) {
            LOG.infof("Control connection is silent and closed. timeout=%s", timings.heartbeatTimeout());
            context.close();
        } else if (context.pipeline().get(Http2FrameCodec.class) != null) {
            context.channel().writeAndFlush(new DefaultHttp2PingFrame(++pings));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        lastRead = System.nanoTime();
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (ticks != null) {
            ticks.cancel(false);
        }
        context.fireChannelInactive();
    }
}
