package dev.remocal.cli;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The one event loop of a command; its thread does not keep the process alive. */
final class TunnelLoop implements AutoCloseable {

    /** The thread is a daemon, and what had to be sent was waited for before. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    private final NioEventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("remocal-tunnel", true));

    EventLoop eventLoop() {
        return group.next();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }
}
