package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A pod template as a pod, and back. */
final class Templates {

    private static final List<String> FIELDS = List.of("metadata", "spec");

    private Templates() {}

    static ObjectNode pod(ObjectNode template) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll(template.deepCopy());
        return pod;
    }

    /** Puts what has become of the pod into its template. */
    static void replace(ObjectNode template, ObjectNode pod) {
        template.remove(FIELDS);
        FIELDS.stream().filter(pod::has).forEach(field -> template.set(field, pod.get(field)));
    }
}
