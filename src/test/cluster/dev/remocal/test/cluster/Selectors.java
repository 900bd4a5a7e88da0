package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Label and field selectors, in their URL form and as objects. Pure. */
final class Selectors {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)");
    private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");

    private Selectors() {}

    static Predicate<JsonNode> labels(@Nullable String selector) {
        if (selector == null || selector.isBlank()) {
            return object -> true;
        }
        List<Predicate<JsonNode>> all = Arrays.stream(COMMA_OUTSIDE_PARENTHESES.split(selector))
                .map(requirement -> label(requirement.strip()))
                .toList();
        return object -> all.stream().allMatch(one -> one.test(object));
    }

    private static Predicate<JsonNode> label(String requirement) {
        Matcher set = SET.matcher(requirement);
        if (set.matches()) {
            List<String> values =
                    Arrays.stream(set.group(3).split(",")).map(String::strip).toList();
            boolean in = set.group(2).equals("in");
            return object -> values.contains(labelOf(object, set.group(1))) == in;
        }
        if (requirement.startsWith("!")) {
            return object -> labelOf(object, requirement.substring(1)) == null;
        }
        int equals = requirement.indexOf('=');
        if (equals < 0) {
            return object -> labelOf(object, requirement) != null;
        }
        return equality(requirement, equals, Selectors::labelOf);
    }

    static Predicate<JsonNode> fields(@Nullable String selector) {
        if (selector == null || selector.isBlank()) {
            return object -> true;
        }
        List<Predicate<JsonNode>> all = Arrays.stream(selector.split(","))
                .map(one -> equality(one, one.indexOf('='), Selectors::fieldOf))
                .toList();
        return object -> all.stream().allMatch(one -> one.test(object));
    }

    private interface Property {
        @Nullable String of(JsonNode object, String name);
    }

    private static Predicate<JsonNode> equality(String requirement, int equals, Property property) {
        boolean negated = equals > 0 && requirement.charAt(equals - 1) == '!';
        String name = requirement.substring(0, negated ? equals - 1 : equals).strip();
        String value = requirement.substring(equals).replaceFirst("^=+", "").strip();
        return object -> value.equals(property.of(object, name)) != negated;
    }

    private static @Nullable String labelOf(JsonNode object, String name) {
        return object.path("metadata").path("labels").path(name).asText(null);
    }

    private static @Nullable String fieldOf(JsonNode object, String name) {
        return object.at("/" + name.replace('.', '/')).asText("");
    }

    /** An absent selector selects nothing, an empty one everything, as in the Kubernetes API. */
    static boolean matches(@Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> present = labels == null ? Map.of() : labels;
        return matches(selector.getMatchLabels(), present)
                && selector.getMatchExpressions().stream().allMatch(one -> matches(one, present));
    }

    static boolean matches(@Nullable Map<String, String> wanted, @Nullable Map<String, String> labels) {
        return wanted == null || (labels == null ? Map.of() : labels).entrySet().containsAll(wanted.entrySet());
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw ApiProblem.badRequest("unknown selector operator " + requirement.getOperator());
        };
    }
}
