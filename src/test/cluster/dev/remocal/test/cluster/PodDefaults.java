package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the API server fills in and insists on when a pod is created. Pure, changes the given object. */
final class PodDefaults {

    private static final int GRACE_PERIOD_SECONDS = 30;
    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int MAX_PORT = 65535;

    private PodDefaults() {}

    static void fill(ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        absent(spec, "restartPolicy", "Always");
        absent(spec, "dnsPolicy", "ClusterFirst");
        absent(spec, "schedulerName", "default-scheduler");
        absent(spec, "serviceAccountName", "default");
        if (!spec.has("terminationGracePeriodSeconds")) {
            spec.put("terminationGracePeriodSeconds", GRACE_PERIOD_SECONDS);
        }
        if (!spec.has("securityContext")) {
            spec.putObject("securityContext");
        }
        containers(spec).forEach(PodDefaults::fillContainer);
        pod.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
    }

    private static void fillContainer(ObjectNode container) {
        absent(container, "imagePullPolicy", "IfNotPresent");
        absent(container, "terminationMessagePath", "/dev/termination-log");
        absent(container, "terminationMessagePolicy", "File");
        if (!container.has("resources")) {
            container.putObject("resources");
        }
        container.path("ports").forEach(port -> absent((ObjectNode) port, "protocol", "TCP"));
    }

    /** The ServiceAccount admission plugin: runs before the webhooks and again after them. */
    static void mountToken(ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        if (!spec.path("automountServiceAccountToken").asBoolean(true)) {
            return;
        }
        String volume = tokenVolume(spec);
        containers(spec).stream()
                .filter(container -> !mounts(container, TOKEN_PATH))
                .forEach(container -> container
                        .withArrayProperty("volumeMounts")
                        .addObject()
                        .put("name", volume)
                        .put("readOnly", true)
                        .put("mountPath", TOKEN_PATH));
    }

    private static String tokenVolume(ObjectNode spec) {
        for (JsonNode volume : spec.path("volumes")) {
            if (volume.path("name").asText().startsWith("kube-api-access-")) {
                return volume.path("name").asText();
            }
        }
        String name = "kube-api-access-" + Names.randomSuffix();
        spec.withArrayProperty("volumes")
                .addObject()
                .put("name", name)
                .putObject("projected")
                .putArray("sources")
                .addObject()
                .putObject("serviceAccountToken")
                .put("path", "token");
        return name;
    }

    private static boolean mounts(JsonNode container, String path) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asText().equals(path)) {
                return true;
            }
        }
        return false;
    }

    static void validate(ObjectNode pod) {
        String name =
                pod.at("/metadata/name").asText(pod.at("/metadata/generateName").asText());
        Set<String> names = new HashSet<>();
        JsonNode spec = pod.path("spec");
        require(name, !spec.path("containers").isEmpty(), "spec.containers: Required value");
        for (ObjectNode container : containers(spec)) {
            String containerName = container.path("name").asText();
            require(name, LABEL.matcher(containerName).matches(), "container name: Invalid value: " + containerName);
            require(name, names.add(containerName), "container name: Duplicate value: " + containerName);
            require(name, !container.path("image").asText().isEmpty(), containerName + ".image: Required value");
            validatePorts(name, container);
        }
    }

    private static void validatePorts(String pod, JsonNode container) {
        Set<String> names = new HashSet<>();
        for (JsonNode port : container.path("ports")) {
            int number = port.path("containerPort").asInt();
            require(pod, number > 0 && number <= MAX_PORT, "containerPort: Invalid value: " + number);
            String portName = port.path("name").asText("");
            require(pod, portName.isEmpty() || names.add(portName), "ports.name: Duplicate value: " + portName);
        }
    }

    private static void require(String pod, boolean holds, String detail) {
        if (!holds) {
            throw ApiProblem.invalid(ResourceType.PODS, pod, detail);
        }
    }

    private static List<ObjectNode> containers(JsonNode spec) {
        ArrayNode all = Store.JSON.createArrayNode();
        spec.path("initContainers").forEach(all::add);
        spec.path("containers").forEach(all::add);
        return all.valueStream().map(ObjectNode.class::cast).toList();
    }

    private static void absent(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
