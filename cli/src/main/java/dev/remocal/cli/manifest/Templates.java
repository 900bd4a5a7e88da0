package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A pod template as the pod that its controller would make, and back. */
final class Templates {

    private static final String GENERATE_NAME = "generateName";

    private Templates() {}

    /**
     * @param workload such as {@code deployment/payments}; its name begins that of the pod
     */
    static ObjectNode pod(String workload, ObjectNode template) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll(template.deepCopy());
        ObjectNode metadata = pod.path("metadata") instanceof ObjectNode present ? present : pod.putObject("metadata");
        metadata.put(GENERATE_NAME, workload.substring(workload.indexOf('/') + 1) + "-");
        return pod;
    }

    /** Puts what has become of the pod into its template. */
    static void replace(ObjectNode template, ObjectNode pod) {
        template.set("spec", pod.get("spec"));
        ObjectNode metadata = ((ObjectNode) pod.get("metadata")).without(GENERATE_NAME);
        if (metadata.isEmpty() && !template.path("metadata").isObject()) {
            return;
        }
        template.set("metadata", metadata);
    }
}
