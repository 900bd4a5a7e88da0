package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Pods that an API server accepts, as a mutating webhook sees them: lists that are absent, null or empty, names and numbers
 * from small sets so that they meet, annotations right and wrong, and fields of a later Kubernetes everywhere.
 */
final class ArbitraryPods {

    /** Begins the name of every field that Kubernetes does not know. */
    static final String NOVELTY = "novelty";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Arbitrary<Integer> NUMBERS = Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.of(80, 8080, 8081, 9000, 14_100, 14_101)),
            Tuple.of(1, Arbitraries.integers().between(1, FreePorts.LAST)),
            Tuple.of(1, Arbitraries.of(14_050, 14_051)));

    private static final Arbitrary<String> PORT_NAMES = Arbitraries.of("http", "grpc", "admin", "metrics", "h2c");

    private ArbitraryPods() {}

    static Arbitrary<JsonNode> pods() {
        return object(
                Map.of(
                        "apiVersion", text("v1"),
                        "kind", text("Pod"),
                        "metadata", metadata(),
                        "spec", spec()),
                Map.of(NOVELTY, novelty()));
    }

    /** The same pod with that annotation, and without what it excludes. */
    static JsonNode asksForIptables(JsonNode pod) {
        ObjectNode asks = pod.deepCopy();
        ObjectNode metadata = asks.withObjectProperty("metadata");
        ObjectNode annotations = metadata.path("annotations") instanceof ObjectNode present
                ? present
                : metadata.putObject("annotations");
        annotations.remove(PodMetadata.SHIFT_ANNOTATION);
        annotations.put(PodMetadata.CAPTURE_ANNOTATION, "iptables");
        Stream.of("containers", "initContainers")
                .flatMap(list -> Pods.stream(asks.path("spec").path(list)))
                .forEach(container -> ((ObjectNode) container)
                        .put("name", container.path("name").asText().replace("istio", "other")));
        return asks;
    }

    private static Arbitrary<JsonNode> metadata() {
        Arbitrary<JsonNode> labels = object(
                Map.of("remocal.dev/inject", text("true")),
                Map.of("app", text("payments"), "remocal.dev/injected", texts("true", "false")));
        Map<String, Arbitrary<? extends JsonNode>> told =
                Map.of("team", text("shop"), "remocal.dev/original", texts("{}", "text"));
        Arbitrary<JsonNode> narrowed = object(
                Map.of(PodMetadata.PORTS_ANNOTATION, texts("http", "http,grpc", "8080", "", "admin, http")), told);
        Arbitrary<JsonNode> shifted = object(Map.of(PodMetadata.SHIFT_ANNOTATION, shifts()), told);
        Arbitrary<JsonNode> annotations = Arbitraries.oneOf(object(Map.of(), told), narrowed, shifted);
        return object(
                Map.of("name", text("payments"), "labels", labels),
                Map.of("annotations", orNothing(annotations), NOVELTY, novelty()));
    }

    /** As often as not something that the pod does not contradict. */
    private static Arbitrary<JsonNode> shifts() {
        Arbitrary<String> ways = Arbitraries.of("quarkus", "spring", "HTTP_PORT", "args", "UNKNOWN", "UNKNOWN", "?");
        return Combinators.combine(NUMBERS, ways)
                .as((number, way) -> number + "=" + way)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(entries -> JSON.textNode(String.join(",", entries)));
    }

    private static Arbitrary<JsonNode> spec() {
        Arbitrary<JsonNode> volumes = named(
                Arbitraries.of("data", "cache", "remocal-tmp-2"),
                name -> object(Map.of("emptyDir", empty()), Map.of()));
        return object(
                Map.of(
                        "containers",
                        named(Arbitraries.of("app", "web", "worker", "istio-proxy"), name -> container())
                                .filter(list -> !list.isEmpty())),
                Map.of(
                        "initContainers",
                        orNothing(named(Arbitraries.of("migrate", "istio-init"), name -> initContainer())),
                        "volumes",
                        orNothing(volumes),
                        "securityContext",
                        orNothing(podSecurity()),
                        "terminationGracePeriodSeconds",
                        Arbitraries.longs().between(0, 10_000).map(JSON::numberNode),
                        "shareProcessNamespace",
                        Arbitraries.of(true, false).map(JSON::booleanNode),
                        NOVELTY,
                        novelty()));
    }

    private static Arbitrary<JsonNode> podSecurity() {
        Arbitrary<JsonNode> sysctls = named(
                Arbitraries.of("net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies"),
                name -> object(Map.of("value", text("1")), Map.of()));
        return object(
                Map.of(),
                Map.of(
                        "runAsNonRoot",
                        Arbitraries.of(true, false).map(JSON::booleanNode),
                        "runAsUser",
                        Arbitraries.of(0, 1000, 1_000_650_000).map(JSON::numberNode),
                        "seccompProfile",
                        object(Map.of("type", texts("RuntimeDefault", "Unconfined")), Map.of()),
                        "sysctls",
                        orNothing(sysctls),
                        NOVELTY,
                        novelty()));
    }

    private static Arbitrary<JsonNode> initContainer() {
        return object(
                Map.of("image", text("registry.example/init:1")),
                Map.of("env", orNothing(variables()), "securityContext", containerSecurity(), NOVELTY, novelty()));
    }

    private static Arbitrary<JsonNode> container() {
        return object(
                Map.of("image", text("registry.example/payments:1")),
                Map.ofEntries(
                        Map.entry("ports", orNothing(ports())),
                        Map.entry("env", orNothing(variables())),
                        Map.entry("command", orNothing(words())),
                        Map.entry("args", orNothing(words())),
                        Map.entry("livenessProbe", orNothing(check())),
                        Map.entry("readinessProbe", check()),
                        Map.entry("startupProbe", check()),
                        Map.entry(
                                "lifecycle",
                                orNothing(object(Map.of(), Map.of("postStart", hook(), "preStop", hook())))),
                        Map.entry("securityContext", orNothing(containerSecurity())),
                        Map.entry(NOVELTY, novelty())));
    }

    private static Arbitrary<JsonNode> ports() {
        return object(
                        Map.of("containerPort", number()),
                        Map.of(
                                "name",
                                PORT_NAMES.map(JSON::textNode),
                                "protocol",
                                texts("TCP", "TCP", "UDP"),
                                NOVELTY,
                                novelty()))
                .list()
                .ofMaxSize(4)
                .uniqueElements(port -> port.has("name") ? port.path("name") : port)
                .map(ArbitraryPods::array);
    }

    /** Kubernetes allows several variables of one name. */
    private static Arbitrary<JsonNode> variables() {
        Arbitrary<JsonNode> name = texts("PORT", "SERVER_PORT", "QUARKUS_HTTP_PORT", "HTTP_PORT", "URL");
        Arbitrary<JsonNode> value = NUMBERS.map(number -> JSON.textNode(String.valueOf(number)));
        Arbitrary<JsonNode> source =
                object(Map.of("fieldRef", object(Map.of("fieldPath", text("metadata.name")), Map.of())), Map.of());
        return Arbitraries.oneOf(
                        object(Map.of("name", name, "value", value), Map.of(NOVELTY, novelty())),
                        object(Map.of("name", name, "valueFrom", source), Map.of()),
                        object(Map.of("name", name), Map.of()))
                .list()
                .ofMaxSize(4)
                .map(ArbitraryPods::array);
    }

    private static Arbitrary<JsonNode> words() {
        return Combinators.combine(Arbitraries.of("", "--port=", "serve ", "web-"), NUMBERS, Arbitraries.of("", " -v"))
                .as((before, number, after) -> (JsonNode) JSON.textNode(before + number + after))
                .list()
                .ofMaxSize(3)
                .map(ArbitraryPods::array);
    }

    private static Arbitrary<JsonNode> check() {
        return Arbitraries.oneOf(
                action("httpGet", portOrName()), action("tcpSocket", portOrName()), action("grpc", number()), exec());
    }

    private static Arbitrary<JsonNode> hook() {
        return Arbitraries.oneOf(action("httpGet", portOrName()), exec());
    }

    private static Arbitrary<JsonNode> exec() {
        return object(Map.of("exec", object(Map.of("command", words()), Map.of())), Map.of());
    }

    private static Arbitrary<JsonNode> action(String kind, Arbitrary<JsonNode> port) {
        return object(Map.of(kind, object(Map.of("port", port), Map.of(NOVELTY, novelty()))), Map.of());
    }

    private static Arbitrary<JsonNode> number() {
        return NUMBERS.map(JSON::numberNode);
    }

    private static Arbitrary<JsonNode> portOrName() {
        return Arbitraries.oneOf(number(), PORT_NAMES.map(JSON::textNode));
    }

    private static Arbitrary<JsonNode> containerSecurity() {
        return object(
                Map.of(),
                Map.of(
                        "allowPrivilegeEscalation", Arbitraries.of(true, false).map(JSON::booleanNode),
                        "runAsNonRoot", Arbitraries.of(true, false).map(JSON::booleanNode),
                        "capabilities",
                                object(
                                        Map.of(
                                                "drop",
                                                texts("ALL").map(List::of).map(ArbitraryPods::array)),
                                        Map.of())));
    }

    private static Arbitrary<JsonNode> novelty() {
        return Arbitraries.of(
                JSON.numberNode(1.5), JSON.textNode("8080"), JSON.objectNode().put("http", 8080));
    }

    private static Arbitrary<JsonNode> empty() {
        return Arbitraries.create(JSON::objectNode);
    }

    private static Arbitrary<JsonNode> text(String value) {
        return texts(value);
    }

    private static Arbitrary<JsonNode> texts(String... values) {
        return Arbitraries.of(values).map(JSON::textNode);
    }

    /** All three ways of writing down nothing, beside something. */
    private static Arbitrary<JsonNode> orNothing(Arbitrary<JsonNode> something) {
        return Arbitraries.frequencyOf(Tuple.of(8, something), Tuple.of(1, Arbitraries.of(JSON.nullNode())));
    }

    /** A list of elements that have a name, each another. */
    private static Arbitrary<JsonNode> named(Arbitrary<String> names, Function<String, Arbitrary<JsonNode>> element) {
        return names.set()
                .ofMaxSize(3)
                .flatMap(chosen -> Combinators.combine(chosen.stream()
                                .map(name -> element.apply(name).map(each -> withName(name, each)))
                                .toList())
                        .as(ArbitraryPods::array));
    }

    private static JsonNode withName(String name, JsonNode element) {
        ObjectNode named = JSON.objectNode().put("name", name);
        named.setAll((ObjectNode) element);
        return named;
    }

    private static Arbitrary<JsonNode> object(
            Map<String, Arbitrary<? extends JsonNode>> always, Map<String, Arbitrary<? extends JsonNode>> sometimes) {
        Map<String, Arbitrary<? extends JsonNode>> fields =
                sometimes.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        fields.putAll(always);
        return Combinators.combine(fields.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> field(entry.getKey(), entry.getValue(), always.containsKey(entry.getKey())))
                        .toList())
                .as(ArbitraryPods::merged);
    }

    private static Arbitrary<ObjectNode> field(String name, Arbitrary<? extends JsonNode> value, boolean always) {
        Arbitrary<ObjectNode> present = value.map(node -> JSON.objectNode().set(name, node));
        return always ? present : Arbitraries.oneOf(present, Arbitraries.create(JSON::objectNode));
    }

    private static JsonNode merged(List<ObjectNode> fields) {
        ObjectNode all = JSON.objectNode();
        fields.forEach(all::setAll);
        return all;
    }

    private static ArrayNode array(List<? extends JsonNode> elements) {
        return JSON.arrayNode().addAll(elements);
    }
}
