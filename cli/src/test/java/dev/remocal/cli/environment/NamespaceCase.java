package dev.remocal.cli.environment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A golden case: the objects of a namespace, of which the first is the pod, and below a line of equals signs what becomes of its
 * first container. The annotation {@code forbidden} stands for an object that may not be read.
 */
public record NamespaceCase(List<JsonNode> objects, String expected) {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final YAMLMapper YAML = new YAMLMapper();

    public static List<Path> in(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden", folder))) {
            return files.sorted().toList();
        }
    }

    public static NamespaceCase read(Path file) throws IOException {
        String[] parts = Files.readString(file).split("(?m)^=+\\n", -1);
        List<JsonNode> objects = new ArrayList<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(parts[0]).forEachRemaining(objects::add);
        return new NamespaceCase(objects, parts[1]);
    }

    public Pod pod() {
        return SERIALIZATION.convertValue(objects.getFirst(), Pod.class);
    }

    public Container container() {
        return pod().getSpec().getContainers().getFirst();
    }

    public Sources sources() {
        Reading<Node> node = reading("Node", "node-1", Node.class);
        return new Sources(
                named("ConfigMap", ConfigMap.class, List.of("settings", "more", "absent")),
                named("Secret", Secret.class, List.of("database", "more", "absent")),
                services(),
                reading("Service", "kubernetes", Service.class),
                node.map(NamespaceCase::allocatable));
    }

    private static Map<String, Quantity> allocatable(Node node) {
        return node.getStatus().getAllocatable();
    }

    private <T> Map<String, Reading<T>> named(String kind, Class<T> type, List<String> names) {
        return names.stream()
                .collect(Collectors.toMap(
                        Function.identity(), name -> reading(kind, name, type), (one, two) -> two, TreeMap::new));
    }

    private Reading<List<Service>> services() {
        List<JsonNode> services = of("Service")
                .filter(service -> !name(service).equals("kubernetes"))
                .toList();
        return services.stream().anyMatch(NamespaceCase::forbidden)
                ? new Reading.Unreadable<>("Services may not be read.")
                : new Reading.Found<>(services.stream()
                        .map(service -> SERIALIZATION.convertValue(service, Service.class))
                        .toList());
    }

    private <T> Reading<T> reading(String kind, String name, Class<T> type) {
        return of(kind).filter(object -> name(object).equals(name))
                .findFirst()
                .<Reading<T>>map(object -> forbidden(object)
                        ? new Reading.Unreadable<>(kind + " " + name + " may not be read.")
                        : new Reading.Found<>(SERIALIZATION.convertValue(object, type)))
                .orElseGet(() -> new Reading.Absent<>("There is no " + kind + " " + name + "."));
    }

    private Stream<JsonNode> of(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private static boolean forbidden(JsonNode object) {
        return object.at("/metadata/annotations/forbidden").asBoolean();
    }
}
