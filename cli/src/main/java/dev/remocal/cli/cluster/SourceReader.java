package dev.remocal.cli.cluster;

import dev.remocal.cli.environment.Reading;
import dev.remocal.cli.environment.References;
import dev.remocal.cli.environment.Sources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a container's environment and files refer to, all at once; what cannot be read is part of the answer. */
final class SourceReader implements AutoCloseable {

    /** Where the API server's own Service is. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final ApiCalls api;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SourceReader(KubernetesClient client, ApiCalls api) {
        this.client = client;
        this.api = api;
    }

    Sources read(Pod pod, References references) {
        String namespace = pod.getMetadata().getNamespace();
        var configMaps = all(references.configMaps(), name -> configMap(namespace, name));
        var secrets = all(references.secrets(), name -> secret(namespace, name));
        var services = async(() -> services(references, namespace));
        var kubernetes = async(() -> kubernetesService(references));
        var allocatable = async(() -> allocatable(references, pod.getSpec().getNodeName()));
        return new Sources(joined(configMaps), joined(secrets), services.join(), kubernetes.join(), allocatable.join());
    }

    private <T> Map<String, CompletableFuture<Reading<T>>> all(
            Set<String> names, Function<String, Reading<T>> reading) {
        Map<String, CompletableFuture<Reading<T>>> all = new TreeMap<>();
        names.forEach(name -> all.put(name, async(() -> reading.apply(name))));
        return all;
    }

    private <T> CompletableFuture<T> async(Supplier<T> reading) {
        return CompletableFuture.supplyAsync(reading, threads);
    }

    private static <T> Map<String, Reading<T>> joined(Map<String, CompletableFuture<Reading<T>>> readings) {
        Map<String, Reading<T>> joined = new TreeMap<>();
        readings.forEach((name, reading) -> joined.put(name, reading.join()));
        return joined;
    }

    private Reading<ConfigMap> configMap(String namespace, String name) {
        return read(
                "get",
                "configmaps",
                namespace,
                "There is no ConfigMap " + name + " in namespace " + namespace + ".",
                () -> client.configMaps().inNamespace(namespace).withName(name).get());
    }

    private Reading<Secret> secret(String namespace, String name) {
        return read(
                "get",
                "secrets",
                namespace,
                "There is no Secret " + name + " in namespace " + namespace + ".",
                () -> client.secrets().inNamespace(namespace).withName(name).get());
    }

    private Reading<List<Service>> services(References references, String namespace) {
        return references.services()
                ? read(
                                "list",
                                "services",
                                namespace,
                                "There is no namespace " + namespace + ".",
                                () -> client.services().inNamespace(namespace).list())
                        .map(ServiceList::getItems)
                : notNeeded();
    }

    private Reading<Service> kubernetesService(References references) {
        return references.kubernetesService()
                ? read(
                        "get",
                        "services",
                        DEFAULT_NAMESPACE,
                        "There is no Service kubernetes in namespace " + DEFAULT_NAMESPACE + ".",
                        () -> client.services()
                                .inNamespace(DEFAULT_NAMESPACE)
                                .withName("kubernetes")
                                .get())
                : notNeeded();
    }

    /** Nodes are in no namespace. */
    private Reading<Map<String, Quantity>> allocatable(References references, @Nullable String node) {
        return references.allocatable() && node != null
                ? read(
                                "get",
                                "nodes",
                                "",
                                "There is no node " + node + ".",
                                () -> client.nodes().withName(node).get())
                        .map(SourceReader::allocatable)
                : notNeeded();
    }

    private static Map<String, Quantity> allocatable(Node node) {
        return Optional.ofNullable(node.getStatus().getAllocatable()).orElse(Map.of());
    }

    private static <T> Reading<T> notNeeded() {
        return new Reading.Absent<>("Nothing refers to it.");
    }

    private <T> Reading<T> read(
            String verb, String resource, String namespace, String absent, Supplier<@Nullable T> request) {
        try {
            T found = request.get();
            return found == null ? new Reading.Absent<>(absent) : new Reading.Found<>(found);
        } catch (KubernetesClientException e) {
            return new Reading.Unreadable<>(
                    api.failure(verb, resource, namespace, e).sentence());
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
