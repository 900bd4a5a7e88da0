package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.PORTS_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which ports the sidecar gets in front of, and under which numbers. */
sealed interface CapturePlan {

    /** At least one port, in the order of the pod. */
    record Ports(List<CapturedPort> ports) implements CapturePlan {}

    record Impossible(Decision.Skip skip) implements CapturePlan {}

    /** Containers that a mesh adds to {@code spec.containers}: their ports are the mesh's own, no Service targets them. */
    Set<String> MESH_PROXIES = Set.of("istio-proxy", "linkerd-proxy");

    static CapturePlan of(JsonNode pod) {
        List<NamedPort> named = namedTcpPorts(pod);
        if (named.isEmpty()) {
            return impossible(
                    SkipReason.NOTHING_TO_CAPTURE,
                    "No app container of pod %s names a TCP port; name the one its Service targets."
                            .formatted(Pods.name(pod)));
        }
        JsonNode annotation = pod.path("metadata").path("annotations").path(PORTS_ANNOTATION);
        if (annotation.isMissingNode() || annotation.isNull()) {
            return numbered(pod, named);
        }
        return narrowed(pod, named, annotation.asText());
    }

    private static CapturePlan narrowed(JsonNode pod, List<NamedPort> named, String annotation) {
        List<String> wanted =
                Arrays.stream(annotation.split(",", -1)).map(String::strip).toList();
        Set<String> known = named.stream().map(NamedPort::name).collect(Collectors.toSet());
        if (!known.containsAll(wanted)) {
            return impossible(
                    SkipReason.INVALID_ANNOTATION,
                    "Annotation %s of pod %s is %s; allowed are the named TCP ports %s."
                            .formatted(
                                    PORTS_ANNOTATION,
                                    Pods.name(pod),
                                    Pods.quoted(annotation),
                                    named.stream().map(NamedPort::name).collect(Collectors.joining(", "))));
        }
        return numbered(
                pod, named.stream().filter(port -> wanted.contains(port.name())).toList());
    }

    private static CapturePlan numbered(JsonNode pod, List<NamedPort> chosen) {
        FreePorts free = new FreePorts(pod);
        List<CapturedPort> ports = new ArrayList<>();
        for (NamedPort port : chosen) {
            ports.add(new CapturedPort(port.container(), port.name(), free.next(), port.number()));
        }
        return new Ports(ports);
    }

    private static List<NamedPort> namedTcpPorts(JsonNode pod) {
        // Names are unique in one container only; a Service resolves to the first, so no traffic goes to a later one.
        Map<String, NamedPort> first = new LinkedHashMap<>();
        Pods.stream(pod.path("spec").path("containers"))
                .filter(container ->
                        !MESH_PROXIES.contains(container.path("name").asText()))
                .flatMap(NamedPort::of)
                .forEach(port -> first.putIfAbsent(port.name(), port));
        return List.copyOf(first.values());
    }

    private static CapturePlan impossible(SkipReason reason, String sentence) {
        return new Impossible(new Decision.Skip(reason, sentence));
    }

    /** A port that a Service can target by name. */
    record NamedPort(String container, String name, int number) {

        static Stream<NamedPort> of(JsonNode container) {
            String name = container.path("name").asText();
            return Pods.stream(container.path("ports"))
                    .filter(NamedPort::isNamedTcp)
                    .map(port -> new NamedPort(
                            name,
                            port.path("name").asText(),
                            port.path("containerPort").asInt()));
        }

        static boolean isNamedTcp(JsonNode port) {
            int number = port.path("containerPort").asInt();
            return !port.path("name").asText("").isEmpty()
                    && "TCP".equals(port.path("protocol").asText("TCP"))
                    && number > 0
                    && number <= FreePorts.LAST;
        }
    }
}
