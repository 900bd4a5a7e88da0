package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.PodListener;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.tunnel.PodName;
import dev.remocal.cli.tunnel.Session;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.SessionSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session, the watch that tells it of pods, and the event loop of both; closing it ends it everywhere. */
final class RunningSession implements AutoCloseable {

    /** How long the connections to the sidecars may take to close, once nothing is under way on them. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(400);

    private final Cluster cluster;
    private final AttachPlan plan;
    private final EventPrinter printer;
    private final Reporter reporter;
    private final long startNanos;
    private final Duration closeTimeout;
    private final Session session;
    private String reason = "failed";
    private boolean announced;
    private Cluster.@Nullable Watch watch;

    RunningSession(
            Cluster cluster,
            AttachPlan plan,
            SessionSpec spec,
            Timings timings,
            EventPrinter printer,
            long startNanos) {
        this.cluster = cluster;
        this.plan = plan;
        this.printer = printer;
        this.reporter = new Reporter(printer);
        this.startNanos = startNanos;
        this.closeTimeout = timings.detachTimeout().plus(CLOSE_TIMEOUT);
        this.session = new Session(
                spec,
                plan.localPorts(),
                LocalPorts.addresses(),
                cluster.dialer(cluster.namespace()),
                timings,
                cluster.eventLoop(),
                reporter);
    }

    /**
     * Returns when the session takes requests on all pods.
     *
     * @return false where it was interrupted before
     */
    boolean attach(ResolvedTarget target, CompletableFuture<Void> interrupted) {
        CompletableFuture<Void> attached =
                session.start(plan.pods().stream().map(RunningSession::name).toList());
        watch = cluster.watch(target, new Pods());
        try {
            CompletableFuture.anyOf(attached, interrupted).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CliException failure ? failure : e;
        }
        ending("interrupted");
        if (attached.isDone()) {
            announced = true;
            printer.print(new CliEvent.Attached(plan.terms(), plan.pods().size(), elapsedMillis()));
        }
        return attached.isDone();
    }

    /** Why it will have ended. */
    void ending(String why) {
        reason = why;
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static PodName name(PodView pod) {
        return new PodName(pod.name(), pod.uid());
    }

    /** The cluster serves new requests from now on; returns when those under way have ended. */
    void detach() {
        if (watch != null) {
            watch.close();
        }
        session.close()
                .completeOnTimeout(null, closeTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public void close() {
        detach();
        if (announced) {
            printer.print(reporter.detached(reason, elapsedMillis()));
        }
    }

    private final class Pods implements PodListener {

        @Override
        public void podSeen(PodView pod) {
            if (!pod.alive()) {
                session.podEnding(name(pod));
            } else if (pod.attachable()) {
                session.podSeen(name(pod));
            }
        }

        @Override
        public void podGone(PodView pod) {
            session.podGone(name(pod));
        }
    }
}
