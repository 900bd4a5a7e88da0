package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the sidecar asks of the node, and what it may take at most. A pod of the class Guaranteed stays one: there both are the
 * same.
 */
record SidecarResources(Range cpu, Range memory) {

    /**
     * Reserved in full in a Guaranteed pod, and so less than the usual limit: a core for each such pod would leave some without
     * a node. The settings' request and limit are kept to.
     */
    private static final String GUARANTEED_CPU = "200m";

    /** @param request at most the limit */
    record Range(String request, String limit) {

        /** One side of it can move the other, unless that is asked for too. */
        private static Range around(Optional<String> request, Optional<String> limit, Range usual) {
            String least = request.orElse(
                    limit.map(asked -> lower(asked, usual.request)).orElse(usual.request));
            String most = limit.orElse(
                    request.map(asked -> higher(asked, usual.limit)).orElse(usual.limit));
            return new Range(least, most);
        }

        private static String lower(String one, String other) {
            return compare(one, other) <= 0 ? one : other;
        }

        private static String higher(String one, String other) {
            return compare(one, other) >= 0 ? one : other;
        }

        private boolean isEmpty() {
            return compare(request, limit) > 0;
        }

        private static int compare(String one, String other) {
            return Quantity.parse("quantity", one).compareTo(Quantity.parse("quantity", other));
        }
    }

    /**
     * @return empty where the pod sets resources for itself as a whole (Kubernetes 1.34), within which the containers' sum must stay
     * @throws NotInjectable where an annotation is wrong
     */
    static Optional<SidecarResources> of(JsonNode pod, InjectionSettings settings) {
        Asked asked = new Asked(pod, new Annotations(pod));
        if (!Pods.holdsNothing(pod.path("spec").path("resources"))) {
            asked.refuseAll();
            return Optional.empty();
        }
        Range cpu = new Range(settings.cpuRequest(), settings.cpuLimit());
        Range memory = new Range(settings.memoryRequest(), settings.memoryLimit());
        boolean guaranteed = isGuaranteed(pod);
        return Optional.of(new SidecarResources(
                asked.range("cpu", guaranteed ? fixed(guaranteedCpu(cpu)) : cpu, guaranteed),
                asked.range("memory", guaranteed ? fixed(memory.limit()) : memory, guaranteed)));
    }

    private static String guaranteedCpu(Range usual) {
        return Range.lower(usual.limit(), Range.higher(usual.request(), GUARANTEED_CPU));
    }

    private static Range fixed(String value) {
        return new Range(value, value);
    }

    /** Every container has limits of both, and asks for no less; a request that is left out is the limit. */
    private static boolean isGuaranteed(JsonNode pod) {
        return Pods.containers(pod)
                .map(container -> container.path("resources"))
                .allMatch(resources -> isFixed(resources, "cpu") && isFixed(resources, "memory"));
    }

    private static boolean isFixed(JsonNode resources, String name) {
        String limit = resources.path("limits").path(name).asText("");
        String request = resources.path("requests").path(name).asText(limit);
        return !limit.isEmpty() && limit.equals(request);
    }

    ObjectNode toJson() {
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        resources.putObject("limits").put("cpu", cpu.limit()).put("memory", memory.limit());
        resources.putObject("requests").put("cpu", cpu.request()).put("memory", memory.request());
        return resources;
    }

    /** What the pod's annotations ask for. */
    private record Asked(JsonNode pod, Annotations annotations) {

        Range range(String resource, Range usual, boolean guaranteed) {
            Optional<String> request = quantity(PodMetadata.sidecarResource(resource, "request"));
            Optional<String> limit = quantity(PodMetadata.sidecarResource(resource, "limit"));
            Range range = guaranteed
                    ? new Range(
                            request.or(() -> limit).orElse(usual.request()),
                            limit.or(() -> request).orElse(usual.limit()))
                    : Range.around(request, limit, usual);
            if (range.isEmpty()) {
                throw annotations.wrong(
                        PodMetadata.sidecarResource(resource, "request"),
                        "it may be %s at most, as annotation %s says"
                                .formatted(range.limit(), PodMetadata.sidecarResource(resource, "limit")));
            }
            return range;
        }

        private Optional<String> quantity(String annotation) {
            Optional<String> text = annotations.word(annotation);
            if (text.isPresent() && !Quantity.isPositive(text.get())) {
                throw annotations.wrong(annotation, "allowed are quantities above 0 such as 10m, 1, 96Mi or 1Gi");
            }
            return text;
        }

        void refuseAll() {
            Stream.of("cpu", "memory")
                    .flatMap(resource ->
                            Stream.of("request", "limit").map(side -> PodMetadata.sidecarResource(resource, side)))
                    .filter(annotation -> annotations.value(annotation).isPresent())
                    .findFirst()
                    .ifPresent(annotation -> {
                        throw annotations.wrong(
                                annotation, "a pod with resources of its own (spec.resources) allows none, remove it");
                    });
        }
    }
}
