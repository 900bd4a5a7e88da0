package dev.remocal.sidecar.proxy;

import dev.remocal.sidecar.CapturedPort;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * An app that was told to listen on another port. The number it had is bound when it answers on the new one and not before:
 * an app that does not obey keeps its own port, and whoever calls it reaches it.
 */
final class ShiftedApp {

    private static final Logger LOG = Logger.getLogger(ShiftedApp.class);

    private final CapturedPort captured;
    private final AppDialer moved;
    private final AppDialer old;
    private final EventLoop loop;
    private final Timings timings;
    private final BooleanSupplier over;
    private final Supplier<ChannelFuture> bind;
    private final long startedAt = System.nanoTime();
    private boolean reported;

    /** How often it is looked for, and from when on with a complaint; less in tests. */
    record Timings(Duration period, Duration overdue, Duration overduePeriod) {

        static Timings standard() {
            return new Timings(ProxyLimits.SHIFT_PERIOD, ProxyLimits.SHIFT_OVERDUE, ProxyLimits.SHIFT_OVERDUE_PERIOD);
        }
    }

    /**
     * @param moved leads to where the app is to listen
     * @param old leads to where it listened
     * @param over whether nothing is to be bound any more
     */
    ShiftedApp(
            CapturedPort captured,
            AppDialer moved,
            AppDialer old,
            EventLoop loop,
            Timings timings,
            BooleanSupplier over,
            Supplier<ChannelFuture> bind) {
        this.captured = captured;
        this.moved = moved;
        this.old = old;
        this.loop = loop;
        this.timings = timings;
        this.over = over;
        this.bind = bind;
    }

    /** @param serve gets the bound channel, on an event loop */
    void whenMoved(Consumer<Channel> serve) {
        LOG.infof(
                "Waiting for the app on its new port. port=%s listen=%d app=%d",
                captured.name(), captured.listen(), captured.app());
        loop.execute(() -> look(serve));
    }

    private void look(Consumer<Channel> serve) {
        if (over.getAsBoolean()) {
            return;
        }
        moved.dial(loop).addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                dialled.getNow().close();
                take(serve);
            } else {
                lookAgain(serve);
            }
        });
    }

    private void take(Consumer<Channel> serve) {
        bind.get().addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                serve.accept(bound.channel());
                return;
            }
            report("The app's old port cannot be bound, so its callers pass the sidecar by. cause="
                    + bound.cause().getMessage());
            loop.schedule(() -> take(serve), timings.overduePeriod().toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void lookAgain(Consumer<Channel> serve) {
        boolean overdue = System.nanoTime() - startedAt > timings.overdue().toNanos();
        if (overdue && !reported) {
            old.dial(loop).addListener((Future<Channel> dialled) -> explain(dialled));
        }
        Duration period = overdue ? timings.overduePeriod() : timings.period();
        loop.schedule(() -> look(serve), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void explain(Future<Channel> oldPort) {
        if (oldPort.isSuccess()) {
            oldPort.getNow().close();
        }
        report(
                oldPort.isSuccess()
                        ? "The app still listens on its old port, so its callers pass the sidecar by; correct the"
                                + " annotation remocal.dev/shift."
                        : "The app answers neither on its new nor on its old port.");
    }

    private void report(String what) {
        if (!reported) {
            reported = true;
            LOG.warnf("%s port=%s listen=%d app=%d", what, captured.name(), captured.listen(), captured.app());
        }
    }
}
