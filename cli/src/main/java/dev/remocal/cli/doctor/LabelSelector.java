package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/** Kubernetes' LabelSelector; an empty one selects everything. */
record LabelSelector(JsonNode json) {

    boolean matches(Map<String, String> labels) {
        return json.path("matchLabels").properties().stream()
                        .allMatch(label -> Objects.equals(
                                labels.get(label.getKey()), label.getValue().asText()))
                && json.path("matchExpressions").valueStream().allMatch(expression -> matches(expression, labels));
    }

    private static boolean matches(JsonNode expression, Map<String, String> labels) {
        String value = labels.get(expression.path("key").asText());
        boolean listed = value != null
                && expression.path("values").valueStream().map(JsonNode::asText).anyMatch(value::equals);
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
