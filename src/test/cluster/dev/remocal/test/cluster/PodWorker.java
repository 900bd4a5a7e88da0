package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One pod from its first init container to its last SIGKILL, in the kubelet's order: init containers one by one, a native
 * sidecar until it has started; then the app containers; at the end the apps, then the sidecars from last to first.
 */
final class PodWorker {

    private final Pod pod;
    private final String podIp;
    private final Store store;
    private final List<ContainerRunner> initContainers;
    private final List<ContainerRunner> containers;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile @Nullable Instant deadline;
    private volatile boolean initialized;

    PodWorker(Pod pod, String podIp, Store store, ProcessLauncher launcher) {
        this.pod = pod;
        this.podIp = podIp;
        this.store = store;
        this.initContainers = runners(pod.getSpec().getInitContainers(), launcher, true);
        this.containers = runners(pod.getSpec().getContainers(), launcher, false);
    }

    private List<ContainerRunner> runners(List<Container> specs, ProcessLauncher launcher, boolean init) {
        List<ContainerRunner> runners = new ArrayList<>();
        for (Container spec : specs) {
            ProbeTarget target = new ProbeTarget(podIp, spec, launcher);
            runners.add(new ContainerRunner(spec, restarts(spec, init), launcher, target, this::writeStatus));
        }
        return List.copyOf(runners);
    }

    private ContainerRunner.Restarts restarts(Container spec, boolean init) {
        String policy = pod.getSpec().getRestartPolicy();
        if (init) {
            boolean never = "Never".equals(policy);
            return PodStatuses.isSidecar(spec)
                    ? ContainerRunner.Restarts.ALWAYS
                    : never ? ContainerRunner.Restarts.NEVER : ContainerRunner.Restarts.ON_FAILURE;
        }
        return switch (policy) {
            case "Never" -> ContainerRunner.Restarts.NEVER;
            case "OnFailure" -> ContainerRunner.Restarts.ON_FAILURE;
            default -> ContainerRunner.Restarts.ALWAYS;
        };
    }

    void start() {
        Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::run);
    }

    private void run() {
        writeStatus();
        for (ContainerRunner container : initContainers) {
            if (stopping()) {
                return;
            }
            container.start();
            boolean sidecar = PodStatuses.isSidecar(container.container());
            CompletableFuture<?> done = sidecar ? container.startedOnce() : container.ended();
            CompletableFuture.anyOf(done, stopped).join();
            if (!sidecar && container.ended().getNow(0) != 0) {
                return;
            }
        }
        initialized = true;
        if (!stopping()) {
            containers.forEach(ContainerRunner::start);
            writeStatus();
            stopSidecarsOnceTheAppsHaveEnded();
        }
    }

    /** A pod whose app containers have all ended for good is done; its sidecars must not keep it. */
    private void stopSidecarsOnceTheAppsHaveEnded() {
        CompletableFuture<?>[] ends =
                containers.stream().map(ContainerRunner::ended).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.anyOf(CompletableFuture.allOf(ends), stopped).join();
        if (!stopping()) {
            Instant end = Instant.now().plusSeconds(pod.getSpec().getTerminationGracePeriodSeconds());
            initContainers.reversed().forEach(container -> stop(container, end));
            writeStatus();
        }
    }

    private boolean stopping() {
        return stopped.isDone();
    }

    /** Ends the pod within its grace period and removes it from the store; a second call may only shorten. */
    synchronized void stop(Duration grace) {
        Instant wanted = Instant.now().plus(grace);
        Instant earlier = deadline;
        if (earlier == null) {
            deadline = wanted;
            Thread.ofVirtual().name("stop-" + pod.getMetadata().getName()).start(() -> shutDown(wanted));
        } else if (grace.isZero()) {
            kill(container -> true);
        }
    }

    private void shutDown(Instant end) {
        initContainers.forEach(ContainerRunner::stopRestarting);
        containers.forEach(ContainerRunner::stopRestarting);
        stopped.complete(null);
        List<ContainerRunner> sidecarsLast = new ArrayList<>(initContainers.reversed());
        Thread.ofVirtual().start(() -> sidecarsLast.forEach(container -> container.preStop(end)));
        List<Thread> apps = containers.stream()
                .map(container -> Thread.ofVirtual().start(() -> stop(container, end)))
                .toList();
        apps.forEach(PodWorker::join);
        sidecarsLast.forEach(container -> stop(container, end));
        store.remove(Store.pathOf(ResourceType.PODS, pod));
    }

    private static void stop(ContainerRunner container, Instant end) {
        container.stopRestarting();
        container.preStop(end);
        container.terminate(end);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL for the containers of these names. */
    void kill(Predicate<String> names) {
        List<ContainerRunner> all = new CopyOnWriteArrayList<>(initContainers);
        all.addAll(containers);
        all.stream()
                .filter(container -> names.test(container.container().getName()))
                .forEach(ContainerRunner::kill);
    }

    private void writeStatus() {
        store.updateIfPresent(Store.pathOf(ResourceType.PODS, pod), current -> {
            boolean same = current.at("/metadata/uid")
                    .asText()
                    .equals(pod.getMetadata().getUid());
            return same
                    ? current.set("status", PodStatuses.of(pod, podIp, initialized, initContainers, containers))
                    : current;
        });
    }
}
