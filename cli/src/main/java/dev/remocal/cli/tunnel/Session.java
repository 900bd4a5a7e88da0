package dev.remocal.cli.tunnel;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session on all pods of its target: admitted everywhere, then activated everywhere, then kept up as pods come and go.
 * May be called from any thread; everything happens on its event loop.
 */
public final class Session {

    private enum Phase {
        ADMITTING,
        ACTIVATING,
        ATTACHED,
        CLOSED
    }

    private final SessionSpec spec;
    private final Map<Integer, Integer> localPorts;
    private final List<InetAddress> localAddresses;
    private final Dialer dialer;
    private final Timings timings;
    private final EventLoop loop;
    private final SessionListener listener;
    private final Map<String, Attachment> attachments = new LinkedHashMap<>();
    private final Set<PodTunnel> tunnels = new HashSet<>();
    private final CompletableFuture<Void> attached = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Phase phase = Phase.ADMITTING;

    /**
     * @param localPorts by the application's port number
     * @param localAddresses where the developer's process may listen, tried in this order
     */
    public Session(
            SessionSpec spec,
            Map<Integer, Integer> localPorts,
            List<InetAddress> localAddresses,
            Dialer dialer,
            Timings timings,
            EventLoop loop,
            SessionListener listener) {
        this.spec = spec;
        this.localPorts = Map.copyOf(localPorts);
        this.localAddresses = List.copyOf(localAddresses);
        this.dialer = dialer;
        this.timings = timings;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Attaches to the pods that are there; all of them or none.
     *
     * @return completed on the event loop; fails with {@link CliException}
     */
    public CompletableFuture<Void> start(Collection<PodName> pods) {
        loop.execute(() -> {
            pods.forEach(pod -> add(pod, true));
            loop.schedule(this::startTimedOut, timings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        });
        return attached;
    }

    /** A pod whose sidecar runs; one that is known already is left alone. */
    public void podSeen(PodName pod) {
        loop.execute(() -> add(pod, false));
    }

    /** A pod that shuts down: its sidecar lets go of the session when it is ready to, and is not asked again. */
    public void podEnding(PodName pod) {
        loop.execute(() -> Optional.ofNullable(attachments.get(pod.uid())).ifPresent(Attachment::letGo));
    }

    public void podGone(PodName pod) {
        loop.execute(() -> Optional.ofNullable(attachments.get(pod.uid())).ifPresent(Attachment::remove));
    }

    /**
     * Ends the session on every sidecar: from now on its requests are the cluster's, and those under way get to their end
     * within the detach timeout.
     */
    public CompletableFuture<Void> close() {
        loop.execute(this::closeAll);
        return closed;
    }

    private void add(PodName pod, boolean awaited) {
        if (phase != Phase.CLOSED && !attachments.containsKey(pod.uid())) {
            Attachment attachment = new Attachment(pod, awaited && phase == Phase.ADMITTING);
            attachments.put(pod.uid(), attachment);
            attachment.connect();
        }
    }

    private void proceed() {
        switch (phase) {
            case ADMITTING -> {
                if (noneAwaited(Progress.ADMITTED)) {
                    phase = Phase.ACTIVATING;
                    List.copyOf(attachments.values()).forEach(Attachment::activate);
                }
            }
            case ACTIVATING -> {
                if (noneAwaited(Progress.ACTIVE)) {
                    phase = Phase.ATTACHED;
                    attached.complete(null);
                }
            }
            case ATTACHED, CLOSED -> {}
        }
    }

    private boolean noneAwaited(Progress wanted) {
        return attachments.values().stream().anyMatch(attachment -> attachment.progress.compareTo(wanted) >= 0)
                && attachments.values().stream()
                        .noneMatch(attachment -> attachment.awaited && attachment.progress.compareTo(wanted) < 0);
    }

    private void startTimedOut() {
        if (phase == Phase.ADMITTING || phase == Phase.ACTIVATING) {
            Optional<Attachment> late = attachments.values().stream()
                    .filter(attachment -> attachment.awaited && attachment.progress != Progress.ACTIVE)
                    .findFirst();
            fail(new CliFailure.SidecarUnreachable(
                    late.map(attachment -> attachment.pod.name()).orElse(spec.target()),
                    "no session within " + timings.startTimeout().toMillis() + " ms"
                            + late.map(attachment -> " (" + attachment.lastFailure + ")")
                                    .orElse("")));
        }
    }

    private void fail(CliFailure failure) {
        closeAll();
        attached.completeExceptionally(new CliException(failure));
    }

    private void closeAll() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        attachments.clear();
        int exchanges = tunnels.stream().mapToInt(PodTunnel::exchanges).sum();
        if (exchanges > 0) {
            listener.finishing(exchanges, timings.detachTimeout());
        }
        List.copyOf(tunnels).forEach(PodTunnel::close);
        completeClosed();
    }

    private void open(PodTunnel tunnel) {
        tunnels.add(tunnel);
        tunnel.closed().addListener(done -> {
            tunnels.remove(tunnel);
            completeClosed();
        });
        tunnel.open(dialer);
    }

    private void completeClosed() {
        if (phase == Phase.CLOSED && tunnels.isEmpty()) {
            closed.complete(null);
        }
    }

    private enum Progress {
        CONNECTING,
        ADMITTED,
        ACTIVE
    }

    /** The session on one pod, over as many tunnels as it takes. */
    private final class Attachment implements PodTunnel.Owner {

        private final PodName pod;
        private final boolean awaited;
        private Progress progress = Progress.CONNECTING;
        private boolean everAdmitted;
        private boolean ending;
        private int failures;
        private String lastFailure = "no answer";
        private @Nullable ProblemCode lastProblem;
        private @Nullable PodTunnel tunnel;

        Attachment(PodName pod, boolean awaited) {
            this.pod = pod;
            this.awaited = awaited;
        }

        void connect() {
            if (isCurrent()) {
                PodTunnel next = new PodTunnel(pod.name(), spec, localPorts, localAddresses, timings, loop, this);
                tunnel = next;
                open(next);
            }
        }

        private boolean isCurrent() {
            return attachments.get(pod.uid()) == this;
        }

        @Override
        public void admitted() {
            progress = Progress.ADMITTED;
            everAdmitted = true;
            if (phase == Phase.ADMITTING) {
                proceed();
            } else {
                activate();
            }
        }

        void activate() {
            if (progress == Progress.ADMITTED && tunnel != null) {
                tunnel.activate();
            }
        }

        @Override
        public void activated() {
            progress = Progress.ACTIVE;
            failures = 0;
            lastProblem = null;
            if (phase == Phase.ATTACHED) {
                listener.podAttached(pod.name());
            } else {
                proceed();
            }
        }

        @Override
        public void event(Event event) {
            listener.event(pod.name(), event);
        }

        @Override
        public void ended(TunnelEnd end) {
            boolean wasActive = progress == Progress.ACTIVE;
            progress = Progress.CONNECTING;
            tunnel = null;
            if (!isCurrent()) {
                return;
            }
            switch (end) {
                case TunnelEnd.Failed(CliFailure failure) -> failed(failure);
                case TunnelEnd.Refused(Problem problem) -> refused(problem);
                case TunnelEnd.Lost(String reason) -> lost(reason, wasActive);
            }
        }

        private void failed(CliFailure failure) {
            if (phase == Phase.ATTACHED) {
                lost(failure.sentence(), true);
            } else {
                fail(failure);
            }
        }

        private void refused(Problem problem) {
            if (problem.code() == ProblemCode.DRAINING) {
                lost(problem.message(), false);
            } else if (phase == Phase.ATTACHED) {
                if (lastProblem != problem.code()) {
                    listener.podRefused(pod.name(), problem);
                }
                lastProblem = problem.code();
                retry(timings.backoff(++failures));
            } else {
                fail(failure(problem));
            }
        }

        private CliFailure failure(Problem problem) {
            return problem.code() == ProblemCode.CONFLICT
                    ? new CliFailure.Conflict(pod.name(), problem.message(), Optional.ofNullable(problem.owner()))
                    : new CliFailure.SessionRefused(pod.name(), problem.code().wireName(), problem.message());
        }

        private void lost(String reason, boolean tell) {
            lastFailure = reason;
            if (ending) {
                remove();
                return;
            }
            Duration wait = everAdmitted ? timings.backoff(++failures) : timings.firstRetry();
            if (tell) {
                listener.podLost(pod.name(), reason, wait);
            }
            retry(wait);
        }

        private void retry(Duration wait) {
            loop.schedule(this::connect, wait.toMillis(), TimeUnit.MILLISECONDS);
        }

        void letGo() {
            ending = true;
            if (tunnel == null) {
                remove();
            }
        }

        void remove() {
            attachments.remove(pod.uid());
            if (tunnel != null) {
                tunnel.close();
            }
            if (phase == Phase.ATTACHED) {
                listener.podGone(pod.name());
            } else {
                proceed();
            }
        }
    }
}
