package dev.remocal.cli.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the pods and pod templates in a document. */
final class Workloads {

    private static final JsonPointer TEMPLATE = JsonPointer.compile("/spec/template");

    /** Where Kubernetes' own kinds have their pod; the kind is unique among the groups that have one. */
    private static final Map<String, JsonPointer> PODS = Map.of(
            "Pod", JsonPointer.empty(),
            "Deployment", TEMPLATE,
            "StatefulSet", TEMPLATE,
            "DaemonSet", TEMPLATE,
            "ReplicaSet", TEMPLATE,
            "ReplicationController", TEMPLATE,
            "Job", TEMPLATE,
            "CronJob", JsonPointer.compile("/spec/jobTemplate/spec/template"));

    private static final List<String> GROUPS = List.of("v1", "apps/", "batch/", "extensions/");

    private Workloads() {}

    /** One pod or pod template; the object is part of the document. */
    sealed interface Workload {

        String name();

        record Pod(String name, ObjectNode pod) implements Workload {}

        record Template(String name, ObjectNode template) implements Workload {}

        /** Something that looks like a workload and is of no kind that we know. */
        record Unknown(String name) implements Workload {}
    }

    /** Those of a document, or of the items of a List. */
    static Stream<Workload> in(JsonNode document) {
        JsonNode items = document.path("items");
        if (items.isArray() && kind(document).endsWith("List")) {
            return IntStream.range(0, items.size()).boxed().flatMap(item -> in(items.get(item)));
        }
        return object(document);
    }

    private static Stream<Workload> object(JsonNode document) {
        JsonPointer place = PODS.get(kind(document));
        boolean ours = GROUPS.stream().anyMatch(document.path("apiVersion").asText()::startsWith);
        if (place == null || !ours) {
            return document.at(TEMPLATE).path("spec").has("containers")
                    ? Stream.of(new Workload.Unknown(name(document)))
                    : Stream.empty();
        }
        return document.at(place) instanceof ObjectNode pod && pod.path("spec").isObject()
                ? Stream.of(
                        place.matches()
                                ? new Workload.Pod(name(document), pod)
                                : new Workload.Template(name(document), pod))
                : Stream.empty();
    }

    private static String kind(JsonNode document) {
        return document.path("kind").asText();
    }

    /** As kubectl names it: {@code deployment/payments}. */
    static String name(JsonNode document) {
        JsonNode metadata = document.path("metadata");
        return kind(document).toLowerCase(Locale.ROOT) + "/"
                + metadata.path("name").asText(metadata.path("generateName").asText("?"));
    }
}
