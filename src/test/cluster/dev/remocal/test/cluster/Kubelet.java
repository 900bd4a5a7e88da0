package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gives every new pod an address and a worker, and tells the workers of pods that are to go. */
final class Kubelet {

    private final Store store;
    private final LoopbackNetwork network;
    private final ProcessGuardian guardian;
    private final Images images;
    private final Path folder;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

    Kubelet(Store store, LoopbackNetwork network, ProcessGuardian guardian, Images images, Path folder) {
        this.store = store;
        this.network = network;
        this.guardian = guardian;
        this.images = images;
        this.folder = folder;
    }

    void start() {
        store.listen(this::onEvent);
    }

    /** Called inside the store's lock: but for a pod's resolv.conf it only hands over to threads of its own. */
    private void onEvent(StoreEvent event) {
        ObjectNode after = event.after();
        if (event.type() != ResourceType.PODS) {
            return;
        }
        if (after == null) {
            forget(event.before());
        } else if (event.before() == null) {
            run(Store.model(after, Pod.class));
        } else if (after.at("/metadata").has("deletionTimestamp")) {
            stop(after);
        }
    }

    private void run(Pod pod) {
        String address = network.nextPodAddress();
        String namespace = pod.getMetadata().getNamespace();
        Path own = folder(namespace, pod.getMetadata().getName());
        Environment environment = new Environment(store, pod, address, resolvConf(own, namespace));
        ProcessLauncher launcher = new ProcessLauncher(guardian, images, environment, own);
        PodWorker worker = new PodWorker(pod, address, store, launcher);
        workers.put(pod.getMetadata().getUid(), worker);
        worker.start();
    }

    private Path resolvConf(Path own, String namespace) {
        try {
            Files.createDirectories(own);
            return Files.writeString(
                    own.resolve("resolv.conf"), ResolvConf.text(namespace, network.dnsAddress(), DnsServer.PORT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop(ObjectNode pod) {
        PodWorker worker = workers.get(uid(pod));
        if (worker != null) {
            worker.stop(Duration.ofSeconds(
                    pod.at("/metadata/deletionGracePeriodSeconds").asLong()));
        }
    }

    private void forget(@Nullable ObjectNode pod) {
        if (pod != null) {
            workers.remove(uid(pod));
        }
    }

    /** SIGKILL for containers of a pod. */
    void kill(ObjectNode pod, Predicate<String> containers) {
        PodWorker worker = workers.get(uid(pod));
        if (worker != null) {
            worker.kill(containers);
        }
    }

    private static String uid(ObjectNode pod) {
        return pod.at("/metadata/uid").asText();
    }

    private Path folder(String namespace, String pod) {
        return folder.resolve("pods").resolve(namespace + "_" + pod);
    }

    Path logFile(String namespace, String pod, String container) {
        return folder(namespace, pod).resolve(container + ".log");
    }
}
