package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One container of one pod: keeps its process running, probes it, restarts it by the pod's policy, ends it. */
final class ContainerRunner {

    /** When a container is started again after it has ended. */
    enum Restarts {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /** The first restart comes at once, then the pause doubles; the kubelet begins with 10 s and goes up to 5 min. */
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    /** A container that ran this long begins again without a pause. */
    private static final Duration BACK_OFF_RESET = Duration.ofMinutes(10);

    /** How long a container that fails a probe may take to end. */
    private static final Duration PROBE_KILL_GRACE = Duration.ofSeconds(30);

    private final Container container;
    private final Restarts restarts;
    private final ProcessLauncher launcher;
    private final ProbeTarget target;
    private final Runnable changed;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> startedOnce = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private volatile ContainerState state = new ContainerState.Waiting("PodInitializing", "");
    private volatile @Nullable ContainerState lastState;
    private volatile boolean started;
    private volatile boolean ready;
    private final AtomicInteger restartCount = new AtomicInteger();
    private volatile @Nullable Process process;

    ContainerRunner(
            Container container, Restarts restarts, ProcessLauncher launcher, ProbeTarget target, Runnable changed) {
        this.container = container;
        this.restarts = restarts;
        this.launcher = launcher;
        this.target = target;
        this.changed = changed;
    }

    void start() {
        Thread.ofVirtual().name("container-" + container.getName()).start(this::supervise);
    }

    private void supervise() {
        Duration backOff = Duration.ZERO;
        int exitCode = 0;
        boolean again = true;
        while (again && stopping.getCount() > 0) {
            Instant startedAt = Instant.now();
            exitCode = runOnce(startedAt);
            again = stopping.getCount() > 0 && restartsAfter(exitCode);
            if (again) {
                boolean lasted = startedAt.plus(BACK_OFF_RESET).isBefore(Instant.now());
                again = !stopsWithin(lasted ? Duration.ZERO : backOff);
                backOff = next(backOff);
                restartCount.incrementAndGet();
            }
        }
        ended.complete(exitCode);
        startedOnce.complete(null);
    }

    private int runOnce(Instant startedAt) {
        int exitCode;
        try {
            Process running = launcher.launch(container);
            process = running;
            begin(startedAt);
            Thread.ofVirtual().name("probes-" + container.getName()).start(() -> probe(running));
            exitCode = running.waitFor();
        } catch (IOException e) {
            lastState = state;
            set(new ContainerState.Waiting("CreateContainerError", String.valueOf(e.getMessage())));
            return 128;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exitCode = 137;
        }
        end(exitCode, startedAt);
        return exitCode;
    }

    private synchronized void begin(Instant startedAt) {
        started = container.getStartupProbe() == null;
        ready = started && container.getReadinessProbe() == null;
        if (started) {
            startedOnce.complete(null);
        }
        set(new ContainerState.Running(startedAt));
    }

    private synchronized void end(int exitCode, Instant startedAt) {
        ready = false;
        started = false;
        set(new ContainerState.Terminated(exitCode, startedAt, Instant.now()));
    }

    private boolean stopsWithin(Duration backOff) {
        lastState = state;
        if (backOff.isPositive()) {
            set(new ContainerState.Waiting("CrashLoopBackOff", "back-off " + backOff.toSeconds() + "s restarting"));
        }
        try {
            return stopping.await(backOff.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Duration next(Duration backOff) {
        Duration doubled = backOff.isZero() ? FIRST_BACK_OFF : backOff.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
    }

    private boolean restartsAfter(int exitCode) {
        return switch (restarts) {
            case ALWAYS -> true;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }

    private void probe(Process running) {
        Probe startup = container.getStartupProbe();
        if (startup != null && !ProbeLoop.untilSuccess(startup, target, running)) {
            kill(running);
            return;
        }
        setStarted(running);
        Optional.ofNullable(container.getLivenessProbe())
                .ifPresent(probe -> Thread.ofVirtual().start(() -> watchLiveness(probe, running)));
        Optional.ofNullable(container.getReadinessProbe())
                .ifPresent(
                        probe -> ProbeLoop.whileRunning(probe, target, running, outcome -> setReady(running, outcome)));
    }

    private void watchLiveness(Probe probe, Process running) {
        ProbeLoop.whileRunning(probe, target, running, alive -> {
            if (!alive) {
                kill(running);
            }
        });
    }

    private synchronized void setStarted(Process running) {
        if (running.isAlive() && !started) {
            started = true;
            ready = container.getReadinessProbe() == null;
            startedOnce.complete(null);
            changed.run();
        }
    }

    private synchronized void setReady(Process running, boolean now) {
        if (running.isAlive() && ready != now) {
            ready = now;
            changed.run();
        }
    }

    private void set(ContainerState next) {
        state = next;
        changed.run();
    }

    private static void kill(Process running) {
        running.destroy();
        endWithin(running, PROBE_KILL_GRACE);
    }

    private static void endWithin(Process running, Duration grace) {
        try {
            if (!running.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** No start any more; a back-off ends at once. */
    void stopRestarting() {
        stopping.countDown();
    }

    /** The preStop hook, as far as the local cluster knows hooks: sleep, exec and httpGet. */
    void preStop(Instant deadline) {
        LifecycleHandler hook = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getPreStop();
        Process running = process;
        if (hook != null && running != null && running.isAlive()) {
            new PreStop(hook, target).run(running, deadline);
        }
    }

    /** SIGTERM, and SIGKILL at the deadline; returns when the process is gone. */
    void terminate(Instant deadline) {
        Process running = process;
        if (running != null && running.isAlive()) {
            Duration grace = Duration.between(Instant.now(), deadline);
            if (grace.isPositive()) {
                running.destroy();
            }
            endWithin(running, grace.isNegative() ? Duration.ZERO : grace);
        }
    }

    /** SIGKILL, as the kernel's out-of-memory killer would; the restart policy decides what follows. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** Completes when the container has started for the first time, or will not. */
    CompletableFuture<Void> startedOnce() {
        return startedOnce;
    }

    /** Completes with the last exit code when the container will not be started again. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    Container container() {
        return container;
    }

    ContainerState state() {
        return state;
    }

    @Nullable ContainerState lastState() {
        return lastState;
    }

    boolean started() {
        return started;
    }

    boolean ready() {
        return ready;
    }

    int restartCount() {
        return restartCount.get();
    }
}
