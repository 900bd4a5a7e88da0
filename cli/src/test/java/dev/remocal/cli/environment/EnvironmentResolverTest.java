package dev.remocal.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden cases: in each file the objects of a namespace, of which the first is the pod, and after them what its first container
 * has in its environment. The annotation {@code forbidden} stands for an object that may not be read.
 */
class EnvironmentResolverTest {

    private static final Path CASES = Path.of("src/test/resources/golden/environment");
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final YAMLMapper YAML = new YAMLMapper();

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resolvesAsTheKubeletDoes(Path file) throws IOException {
        Case golden = Case.read(file);
        Pod pod = golden.pod();
        ContainerEnvironment environment =
                EnvironmentResolver.resolve(pod, pod.getSpec().getContainers().getFirst(), golden.sources());
        assertThat(lines(environment)).isEqualTo(golden.expected());
    }

    private static String lines(ContainerEnvironment environment) {
        return Stream.of(
                        environment.variables().stream()
                                .map(variable -> variable.source() + " " + variable.name() + "="
                                        + variable.value().replace("\n", "\\n")),
                        environment.withheld().stream().map(missing -> missing.name() + ": " + missing.reason()),
                        environment.unread().stream()
                                .map(missing -> "all of " + missing.name() + ": " + missing.reason()))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** What stands in one file. */
    private record Case(List<JsonNode> objects, String expected) {

        static Case read(Path file) throws IOException {
            String[] parts = Files.readString(file).split("(?m)^=+\\n", -1);
            List<JsonNode> objects = new ArrayList<>();
            YAML.readerFor(JsonNode.class).<JsonNode>readValues(parts[0]).forEachRemaining(objects::add);
            return new Case(objects, parts[1]);
        }

        Pod pod() {
            return SERIALIZATION.convertValue(objects.getFirst(), Pod.class);
        }

        Sources sources() {
            Reading<Node> node = reading("Node", "node-1", Node.class);
            return new Sources(
                    named("ConfigMap", ConfigMap.class, List.of("settings", "more", "absent")),
                    named("Secret", Secret.class, List.of("database", "more", "absent")),
                    services(),
                    reading("Service", "kubernetes", Service.class),
                    node.map(Case::allocatable));
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
            return services.stream().anyMatch(Case::forbidden)
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
            return objects.stream()
                    .filter(object -> object.path("kind").asText().equals(kind));
        }

        private static String name(JsonNode object) {
            return object.at("/metadata/name").asText();
        }

        private static boolean forbidden(JsonNode object) {
            return object.at("/metadata/annotations/forbidden").asBoolean();
        }
    }
}
