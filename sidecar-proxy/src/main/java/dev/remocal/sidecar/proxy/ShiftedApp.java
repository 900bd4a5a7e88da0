package dev.remocal.sidecar.proxy;

import dev.remocal.sidecar.CapturedPort;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An app that was told to listen on another port. The number it had is bound when it answers on the new one and not before.
 *
 * <p>An app that stays keeps its own port, and whoever calls it reaches it. The kubelet, however, asks the new one; there
 * the sidecar stands in for the app, so that the pod becomes ready and is not restarted, until the app takes no connection
 * any more. No system call waits for somebody else's socket to listen, so the app is looked for again and again.
 */
final class ShiftedApp {

    private static final Logger LOG = Logger.getLogger(ShiftedApp.class);

    private final CapturedPort captured;
    private final Ports ports;
    private final AppDialer moved;
    private final AppDialer old;
    private final EventLoop loop;
    private final Timings timings;
    // All that follows is the loop's.
    private long watchedSince;
    private boolean answersOnOld;
    private long answersOnOldSince;
    private @Nullable Channel standIn;
    private @Nullable String reported;

    /** How often it is looked for, and when it counts as late, or as one that stays; less in tests. */
    record Timings(Duration period, Duration stays, Duration overdue, Duration overduePeriod) {

        static Timings standard() {
            return new Timings(
                    ProxyLimits.SHIFT_PERIOD,
                    ProxyLimits.SHIFT_STAYS,
                    ProxyLimits.SHIFT_OVERDUE,
                    ProxyLimits.SHIFT_OVERDUE_PERIOD);
        }
    }

    /** Where the app may listen, and who listens in its place. */
    interface Ports {

        /** Whether nothing is to be bound any more. */
        boolean over();

        AppDialer app(int number);

        /** @param refused is told, on an event loop, each time that the app takes no connection */
        ChannelFuture relay(int listen, int app, Runnable refused);

        /** The old number is bound. */
        void served(Channel bound);

        /** The app stays where it was. */
        void passedBy();

        /** The app is gone from there. */
        void noLongerPassedBy();
    }

    ShiftedApp(CapturedPort captured, Ports ports, EventLoop loop, Timings timings) {
        this.captured = captured;
        this.ports = ports;
        this.moved = ports.app(captured.app());
        this.old = ports.app(captured.listen());
        this.loop = loop;
        this.timings = timings;
    }

    void watch() {
        LOG.infof(
                "Waiting for the app on its new port. port=%s listen=%d app=%d",
                captured.name(), captured.listen(), captured.app());
        loop.execute(this::start);
    }

    private void start() {
        watchedSince = System.nanoTime();
        answersOnOld = false;
        look();
    }

    private void look() {
        if (!ports.over()) {
            dial(moved, this::take, this::lookAtOld);
        }
    }

    private void dial(AppDialer app, Runnable answers, Runnable refuses) {
        app.dial(loop).addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                dialled.getNow().close();
                answers.run();
            } else {
                refuses.run();
            }
        });
    }

    private void take() {
        relay(captured.listen(), captured.app(), () -> {}, bound -> {
            if (bound.isSuccess()) {
                ports.served(bound.channel());
            } else {
                report("The app's old port cannot be bound, so its callers pass the sidecar by.");
                later(this::take, timings.overduePeriod());
            }
        });
    }

    private void relay(int listen, int app, Runnable refused, Consumer<ChannelFuture> bound) {
        if (!ports.over()) {
            ports.relay(listen, app, refused)
                    .addListener((ChannelFuture done) -> loop.execute(() -> bound.accept(done)));
        }
    }

    /** One that answers is asked no more until it counts as one that stays: each time it sees an empty connection. */
    private void lookAtOld() {
        if (answersOnOld && !isOver(answersOnOldSince, timings.stays())) {
            lookAgain();
        } else {
            dial(old, this::oldAnswers, this::nobodyAnswers);
        }
    }

    private void oldAnswers() {
        if (answersOnOld) {
            standIn();
            return;
        }
        answersOnOld = true;
        answersOnOldSince = System.nanoTime();
        lookAgain();
    }

    private void nobodyAnswers() {
        answersOnOld = false;
        if (isOver(watchedSince, timings.overdue())) {
            report("The app answers neither on its new nor on its old port.");
        }
        lookAgain();
    }

    private void lookAgain() {
        later(this::look, isOver(watchedSince, timings.overdue()) ? timings.overduePeriod() : timings.period());
    }

    private void standIn() {
        report("The app stays on its old port, so its callers pass the sidecar by, and what asks the new port is passed"
                + " on to the old one; correct the annotation remocal.dev/shift.");
        relay(
                /* listen= */ captured.app(),
                /* app= */ captured.listen(),
                () -> loop.execute(this::standDown),
                bound -> {
                    if (bound.isSuccess()) {
                        standIn = bound.channel();
                        ports.passedBy();
                    } else {
                        start();
                    }
                });
    }

    /** The app has gone, and may come back on its new port. */
    private void standDown() {
        Channel bound = standIn;
        if (bound != null) {
            standIn = null;
            ports.noLongerPassedBy();
            bound.close().addListener(closed -> loop.execute(this::start));
        }
    }

    private void later(Runnable step, Duration delay) {
        loop.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isOver(long since, Duration duration) {
        return System.nanoTime() - since > duration.toNanos();
    }

    /** Once, as long as nothing else is to be said. */
    private void report(String what) {
        if (!what.equals(reported)) {
            reported = what;
            LOG.warnf("%s port=%s listen=%d app=%d", what, captured.name(), captured.listen(), captured.app());
        }
    }
}
