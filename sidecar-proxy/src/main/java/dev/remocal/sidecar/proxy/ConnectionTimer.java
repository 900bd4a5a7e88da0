package dev.remocal.sidecar.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thing a connection may be waiting for with a deadline. */
final class ConnectionTimer {

    private final EventLoop loop;
    private @Nullable ScheduledFuture<?> pending;

    ConnectionTimer(EventLoop loop) {
        this.loop = loop;
    }

    /** Keeps an earlier deadline where there is one. */
    void start(Duration delay, Runnable task) {
        if (pending == null) {
            pending = loop.schedule(() -> fire(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void fire(Runnable task) {
        pending = null;
        task.run();
    }

    void stop() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }
}
