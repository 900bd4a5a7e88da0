package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.remocal.protocol.OutgoingRules;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The sidecar as it stands in a pod: a native sidecar, started before every other init container and stopped after the app.
 * It has no readiness probe: the pod is ready when the app is.
 */
final class Sidecar {

    static final String NAME = "remocal";

    private static final String TEMPORARY_VOLUME = "remocal-tmp";
    private static final String NO_TOKEN_VOLUME = "remocal-no-api-token";

    private static final PodPath INIT_CONTAINERS = PodPath.of("spec", "initContainers");
    private static final PodPath VOLUMES = PodPath.of("spec", "volumes");
    private static final PodPath LABEL = PodPath.of("metadata", "labels", PodMetadata.INJECTED_LABEL);
    private static final PodPath CAPTURED = PodPath.of("metadata", "annotations", PodMetadata.CAPTURED_ANNOTATION);

    /** Where it stands. */
    static final PodPath CONTAINER = INIT_CONTAINERS.child(NAME);

    /** All that is added with it, in every pod at the same place. */
    static final List<PodPath> PARTS =
            List.of(CONTAINER, VOLUMES.child(TEMPORARY_VOLUME), VOLUMES.child(NO_TOKEN_VOLUME), LABEL, CAPTURED);

    /** Names that must be free in the pod. */
    static final Set<String> NAMES = Set.of(NAME, PacketFilter.NAME, TEMPORARY_VOLUME, NO_TOKEN_VOLUME);

    private static final int CONTROL_PORT = 14_050;
    private static final int MANAGEMENT_PORT = 14_051;

    /** Ports that the sidecar binds besides the captured ones. */
    static final Set<Integer> OWN_PORTS = Set.of(CONTROL_PORT, MANAGEMENT_PORT);

    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** "nonroot" of the distroless base images. */
    private static final long NON_ROOT_USER = 65_532;

    /** The app's containers wait for the sidecar's start, so it is asked as often as Kubernetes can. */
    private static final int STARTUP_PERIOD_SECONDS = 1;

    /** A node that is starved of CPU may take this many periods before the kubelet restarts the sidecar. */
    private static final int STARTUP_FAILURE_THRESHOLD = 120;

    /** A probe of a busy node gets this long, in seconds. */
    private static final int STARTUP_TIMEOUT_SECONDS = 3;

    /** What Kubernetes takes where the pod has no terminationGracePeriodSeconds. */
    private static final int DEFAULT_GRACE_SECONDS = 30;

    /** Seconds between the end of the drain and the kubelet's SIGKILL, for a clean exit. */
    private static final int GRACE_MARGIN_SECONDS = 5;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Sidecar() {}

    /** The container is the proof: labels and annotations also travel with copied templates. */
    static boolean isIn(JsonNode pod) {
        return "Always".equals(CONTAINER.in(pod).path("restartPolicy").asText());
    }

    static void addTo(PodDraft draft, List<CapturedPort> ports, SidecarOptions options, InjectionSettings settings) {
        JsonNode spec = draft.pod().path("spec");
        draft.insert(INIT_CONTAINERS, 0, container(spec, ports, options, settings));
        // In memory: the cluster autoscaler keeps a node for the sake of an emptyDir on its disk.
        draft.append(VOLUMES, memoryVolume(TEMPORARY_VOLUME, "8Mi"));
        draft.append(VOLUMES, memoryVolume(NO_TOKEN_VOLUME, "1Mi"));
        Mesh.exempt(draft, MANAGEMENT_PORT);
        draft.set(LABEL, TextNode.valueOf("true"));
        draft.set(CAPTURED, TextNode.valueOf(CapturedPort.formatForCallers(ports)));
    }

    private static ObjectNode container(
            JsonNode spec, List<CapturedPort> ports, SidecarOptions options, InjectionSettings settings) {
        ObjectNode container = JSON.objectNode().put("name", NAME).put("image", options.image());
        if (settings.imagePullPolicy() != null) {
            container.put("imagePullPolicy", settings.imagePullPolicy());
        }
        container.put("restartPolicy", "Always").set("env", environment(spec, ports, options));
        options.resources().ifPresent(resources -> container.set("resources", resources.toJson()));
        container.set("securityContext", securityContext(spec, settings.runAsUser()));
        container.set("startupProbe", startupProbe());
        container.set("volumeMounts", volumeMounts());
        return container;
    }

    private static ArrayNode environment(JsonNode spec, List<CapturedPort> ports, SidecarOptions options) {
        ArrayNode environment = JSON.arrayNode()
                .add(Pods.named("REMOCAL_PORTS", CapturedPort.format(CapturedPort.distinct(ports))))
                .add(fieldVariable("REMOCAL_POD_NAME", "metadata.name"))
                .add(fieldVariable("REMOCAL_POD_NAMESPACE", "metadata.namespace"))
                .add(Pods.named("REMOCAL_DRAIN_TIMEOUT", drainSeconds(spec) + "s"));
        return options.outgoing().equals(OutgoingRules.ALL)
                ? environment
                : environment.add(
                        Pods.named("REMOCAL_OUTGOING", options.outgoing().format()));
    }

    private static ObjectNode fieldVariable(String name, String path) {
        ObjectNode variable = JSON.objectNode().put("name", name);
        variable.putObject("valueFrom")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", path);
        return variable;
    }

    /** A short grace period is halved instead, so that something is left on both sides. */
    private static long drainSeconds(JsonNode spec) {
        long grace = spec.path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
        return Math.max(grace - GRACE_MARGIN_SECONDS, grace / 2);
    }

    private static ObjectNode securityContext(JsonNode spec, OptionalLong runAsUser) {
        ObjectNode context = JSON.objectNode().put("allowPrivilegeEscalation", false);
        context.putObject("capabilities").putArray("drop").add("ALL");
        context.put("readOnlyRootFilesystem", true).put("runAsNonRoot", true);
        user(spec.path("securityContext").path("runAsUser"), runAsUser)
                .ifPresent(user -> context.put("runAsUser", user).put("runAsGroup", user));
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        return context;
    }

    /** A pod's own user lies in the range that its namespace allows (OpenShift), ours might not; but root is no choice. */
    private static OptionalLong user(JsonNode podUser, OptionalLong setting) {
        if (!podUser.isNumber()) {
            return setting;
        }
        return podUser.asLong() == 0 ? OptionalLong.of(setting.orElse(NON_ROOT_USER)) : OptionalLong.empty();
    }

    private static ObjectNode startupProbe() {
        ObjectNode probe = JSON.objectNode();
        probe.putObject("httpGet").put("path", "/q/health/started").put("port", MANAGEMENT_PORT);
        return probe.put("periodSeconds", STARTUP_PERIOD_SECONDS)
                .put("timeoutSeconds", STARTUP_TIMEOUT_SECONDS)
                .put("failureThreshold", STARTUP_FAILURE_THRESHOLD);
    }

    private static ArrayNode volumeMounts() {
        return noToken()
                .insert(0, JSON.objectNode().put("name", TEMPORARY_VOLUME).put("mountPath", "/tmp"));
    }

    /** ServiceAccount admission, which runs again after a webhook, mounts a token unless this path is taken. */
    static ArrayNode noToken() {
        return JSON.arrayNode()
                .add(JSON.objectNode()
                        .put("name", NO_TOKEN_VOLUME)
                        .put("mountPath", TOKEN_PATH)
                        .put("readOnly", true));
    }

    private static ObjectNode memoryVolume(String name, String sizeLimit) {
        ObjectNode volume = JSON.objectNode().put("name", name);
        volume.putObject("emptyDir").put("medium", "Memory").put("sizeLimit", sizeLimit);
        return volume;
    }
}
