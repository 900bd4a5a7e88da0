package dev.remocal.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.remocal.cli.manifest.UnifiedDiff;
import java.util.function.Consumer;

/** The smallest change to an object, shown on what of its manifest is about ports. */
final class ManifestChange {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private ManifestChange() {}

    /** The Service targets the name in place of the number. */
    static String serviceByName(JsonNode service, int number, String name) {
        ObjectNode before = outline(service, "Service");
        ObjectNode spec = before.putObject("spec");
        service.at("/spec/ports").forEach(port -> spec.withArray("ports").add(portOf(port)));
        return diff(
                "svc/" + service.at("/metadata/name").asText(),
                before,
                after -> after.at("/spec/ports")
                        .valueStream()
                        .filter(port -> target(port) == number)
                        .forEach(port -> ((ObjectNode) port).put("targetPort", name)));
    }

    /** A Service without a targetPort targets the number that it has itself. */
    private static int target(JsonNode port) {
        JsonNode target = port.path("targetPort");
        return target.isTextual() ? 0 : target.asInt(port.path("port").asInt());
    }

    private static ObjectNode portOf(JsonNode port) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {"name", "port", "targetPort"}) {
            if (port.has(field)) {
                shown.set(field, port.get(field));
            }
        }
        return shown;
    }

    /** The pod template gives a container's port a name, or declares it. */
    static String namedPort(String workload, JsonNode pod, String container, int number, String name) {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        pod.at("/spec/containers")
                .valueStream()
                .filter(each -> each.path("name").asText().equals(container))
                .forEach(each -> template.withObject("/spec/template/spec")
                        .putArray("containers")
                        .add(containerOf(each)));
        return diff(
                workload,
                template,
                after -> name((ObjectNode) after.at("/spec/template/spec/containers/0"), number, name));
    }

    private static ObjectNode containerOf(JsonNode container) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.set("name", container.get("name"));
        container.path("ports").forEach(port -> shown.withArray("ports").add(withoutProtocol(port)));
        return shown;
    }

    /** The API server adds it; nobody has written it. */
    private static JsonNode withoutProtocol(JsonNode port) {
        ObjectNode shown = port.deepCopy();
        if (shown.path("protocol").asText().equals("TCP")) {
            shown.remove("protocol");
        }
        return shown;
    }

    private static void name(ObjectNode container, int number, String name) {
        container
                .withArray("ports")
                .valueStream()
                .filter(port -> port.path("containerPort").asInt() == number)
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseGet(() -> container.withArray("ports").addObject().put("containerPort", number))
                .put("name", name);
    }

    /** The NetworkPolicy lets in by name in place of the number. */
    static String policyByName(JsonNode policy, int number, String name) {
        ObjectNode before = outline(policy, "NetworkPolicy");
        before.withObject("/spec").set("ingress", policy.at("/spec/ingress"));
        return diff(
                "networkpolicy/" + policy.at("/metadata/name").asText(),
                before,
                after -> after.at("/spec/ingress")
                        .valueStream()
                        .flatMap(rule -> rule.path("ports").valueStream())
                        .filter(port -> port.path("port").asInt() == number)
                        .forEach(port -> ((ObjectNode) port).put("port", name)));
    }

    private static ObjectNode outline(JsonNode object, String kind) {
        ObjectNode outline = JsonNodeFactory.instance.objectNode().put("kind", kind);
        outline.putObject("metadata")
                .put("name", object.at("/metadata/name").asText())
                .put("namespace", object.at("/metadata/namespace").asText());
        return outline;
    }

    private static String diff(String name, ObjectNode before, Consumer<ObjectNode> change) {
        ObjectNode after = before.deepCopy();
        change.accept(after);
        return UnifiedDiff.of(name, yaml(before), name, yaml(after));
    }

    private static String yaml(JsonNode value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
