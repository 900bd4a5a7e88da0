package dev.remocal.sidecar.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Connects to one port of the app, which may listen on one address of the pod only. The one that took the last connection
 * is tried first; another follows where nobody listens, which on the pod's own addresses is known at once.
 */
final class AppDialer {

    private final Bootstrap bootstrap;
    private final List<InetSocketAddress> addresses;
    private final Runnable refused;
    // Written by every event loop; a lost update costs one refused attempt.
    private volatile int last;

    /** @param bootstrap connects with auto-read off */
    AppDialer(Bootstrap bootstrap, List<InetSocketAddress> addresses) {
        this(bootstrap, addresses, () -> {});
    }

    /** @param refused is told, on an event loop, each time that nobody listens */
    AppDialer(Bootstrap bootstrap, List<InetSocketAddress> addresses, Runnable refused) {
        this.bootstrap = bootstrap.clone().handler(new NoHandler());
        this.addresses = addresses;
        this.refused = refused;
    }

    /** A channel without handlers, from which nothing is read yet. Completed on the loop. */
    Future<Channel> dial(EventLoop loop) {
        Promise<Channel> dialled = loop.newPromise();
        attempt(loop, dialled, last, addresses.size());
        return dialled;
    }

    private void attempt(EventLoop loop, Promise<Channel> dialled, int index, int attempts) {
        bootstrap.clone(loop).connect(addresses.get(index)).addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                last = index;
                dialled.setSuccess(connected.channel());
            } else if (attempts > 1 && !isListening(connected.cause())) {
                attempt(loop, dialled, (index + 1) % addresses.size(), attempts - 1);
            } else {
                fail(dialled, connected.cause());
            }
        });
    }

    private void fail(Promise<Channel> dialled, Throwable cause) {
        dialled.setFailure(cause);
        if (!isListening(cause)) {
            refused.run();
        }
    }

    /** On a full backlog Linux drops the attempt; nobody listening is a refusal. */
    private static boolean isListening(Throwable failure) {
        return failure instanceof ConnectTimeoutException;
    }

    /** Netty demands one; it leaves the pipeline as it joins. */
    @ChannelHandler.Sharable
    private static final class NoHandler extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {}
    }
}
