package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Server-side printing: the columns that {@code kubectl get} shows for the kinds people look at. Pure. */
final class Tables {

    private Tables() {}

    /** The object or list itself, or a Table of it where the client asked for one. */
    static ObjectNode of(ApiRequest request, ObjectNode object) {
        if (!request.wantsTable()) {
            return object;
        }
        ResourceType type = request.path().type();
        ObjectNode table = Store.JSON.createObjectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").set("resourceVersion", object.at("/metadata/resourceVersion"));
        ArrayNode columns = table.putArray("columnDefinitions");
        for (String name : columns(type)) {
            // kubectl puts the kind before the cell whose format is "name".
            String format = name.equals("Name") ? "name" : "";
            columns.addObject()
                    .put("name", name)
                    .put("type", "string")
                    .put("format", format)
                    .put("priority", 0);
        }
        ArrayNode rows = table.putArray("rows");
        if (object.has("items")) {
            object.get("items").forEach(item -> row(rows, type, item));
        } else {
            row(rows, type, object);
        }
        return table;
    }

    private static List<String> columns(ResourceType type) {
        List<String> columns = new ArrayList<>(List.of("Name"));
        columns.addAll(
                switch (type) {
                    case PODS -> List.of("Ready", "Status", "Restarts", "IP");
                    case SERVICES -> List.of("Type", "Cluster-IP", "Port(s)");
                    case DEPLOYMENTS -> List.of("Ready", "Up-to-date", "Available");
                    case STATEFUL_SETS -> List.of("Ready");
                    case REPLICA_SETS -> List.of("Desired", "Current", "Ready");
                    case ENDPOINT_SLICES -> List.of("Ports", "Endpoints");
                    case NAMESPACES -> List.of("Status");
                    case NODES,
                            CONFIG_MAPS,
                            SECRETS,
                            SERVICE_ACCOUNTS,
                            EVENTS,
                            NETWORK_POLICIES,
                            MUTATING_WEBHOOKS,
                            ACCESS_REVIEWS -> List.<String>of();
                });
        columns.add("Age");
        return columns;
    }

    private static void row(ArrayNode rows, ResourceType type, JsonNode object) {
        ObjectNode row = rows.addObject();
        ArrayNode cells = row.putArray("cells");
        cells.add(object.at("/metadata/name").asText());
        cells(type, object).forEach(cells::add);
        cells.add(age(object));
        row.putObject("object")
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", "meta.k8s.io/v1")
                .set("metadata", object.path("metadata"));
    }

    private static List<String> cells(ResourceType type, JsonNode object) {
        return switch (type) {
            case PODS -> podCells(object);
            case SERVICES ->
                List.of(
                        object.at("/spec/type").asText(),
                        object.at("/spec/clusterIP").asText(),
                        joined(
                                object.at("/spec/ports"),
                                port -> port.path("port").asText() + "/TCP"));
            case DEPLOYMENTS ->
                List.of(
                        number(object, "/status/readyReplicas") + "/" + number(object, "/spec/replicas"),
                        number(object, "/status/updatedReplicas"),
                        number(object, "/status/availableReplicas"));
            case STATEFUL_SETS ->
                List.of(number(object, "/status/readyReplicas") + "/" + number(object, "/spec/replicas"));
            case REPLICA_SETS ->
                List.of(
                        number(object, "/spec/replicas"),
                        number(object, "/status/replicas"),
                        number(object, "/status/readyReplicas"));
            case ENDPOINT_SLICES ->
                List.of(
                        joined(object.path("ports"), port -> port.path("port").asText()),
                        joined(
                                object.path("endpoints"),
                                endpoint -> endpoint.at("/addresses/0").asText()));
            case NAMESPACES -> List.of(object.at("/status/phase").asText());
            case NODES,
                    CONFIG_MAPS,
                    SECRETS,
                    SERVICE_ACCOUNTS,
                    EVENTS,
                    NETWORK_POLICIES,
                    MUTATING_WEBHOOKS,
                    ACCESS_REVIEWS -> List.of();
        };
    }

    private static List<String> podCells(JsonNode pod) {
        List<JsonNode> statuses = new ArrayList<>();
        pod.at("/status/containerStatuses").forEach(statuses::add);
        pod.at("/status/initContainerStatuses").forEach(status -> {
            if (restartable(pod, status.path("name").asText())) {
                statuses.add(status);
            }
        });
        long sidecars = StreamSupport.stream(pod.at("/spec/initContainers").spliterator(), false)
                .filter(container -> restartable(pod, container.path("name").asText()))
                .count();
        long all = sidecars + pod.at("/spec/containers").size();
        long ready = statuses.stream().filter(s -> s.path("ready").asBoolean()).count();
        int restarts =
                statuses.stream().mapToInt(s -> s.path("restartCount").asInt()).sum();
        return List.of(
                ready + "/" + all,
                podStatus(pod, statuses),
                Integer.toString(restarts),
                pod.at("/status/podIP").asText("<none>"));
    }

    private static String podStatus(JsonNode pod, List<JsonNode> statuses) {
        if (pod.at("/metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        return statuses.stream()
                .map(status -> status.at("/state/waiting/reason").asText(""))
                .filter(reason -> !reason.isEmpty() && !reason.equals("PodInitializing"))
                .findFirst()
                .orElse(pod.at("/status/phase").asText());
    }

    private static boolean restartable(JsonNode pod, String name) {
        return StreamSupport.stream(pod.at("/spec/initContainers").spliterator(), false)
                .anyMatch(container -> container.path("name").asText().equals(name)
                        && container.path("restartPolicy").asText().equals("Always"));
    }

    private interface Cell {
        String of(JsonNode entry);
    }

    private static String joined(JsonNode entries, Cell cell) {
        return StreamSupport.stream(entries.spliterator(), false).map(cell::of).collect(Collectors.joining(","));
    }

    private static String number(JsonNode object, String pointer) {
        return Integer.toString(object.at(pointer).asInt());
    }

    private static String age(JsonNode object) {
        String created = object.at("/metadata/creationTimestamp").asText("");
        if (created.isEmpty()) {
            return "<unknown>";
        }
        long seconds = Math.max(
                0, Duration.between(Instant.parse(created), Instant.now()).toSeconds());
        return seconds < 120 ? seconds + "s" : seconds / 60 + "m";
    }
}
