package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Calls the registered mutating webhooks as a real API server does. {@code failurePolicy: Ignore} covers only a call that
 * fails: a refusal, or a patch that does not apply, rejects all the same.
 */
final class Admission {

    /** A pod after all webhooks, and what they said. */
    record Admitted(ObjectNode object, List<String> warnings) {}

    private final Store store;
    private final WebhookClient client = new WebhookClient();

    Admission(Store store) {
        this.store = store;
    }

    Admitted admitPod(ObjectNode pod, String namespace, String user, boolean dryRun) {
        List<String> warnings = new ArrayList<>();
        List<MutatingWebhook> matching = webhooks().stream()
                .filter(webhook -> matches(webhook, pod, labelsOf(namespace)))
                .toList();
        ObjectNode current = pod;
        List<ObjectNode> leftAs = new ArrayList<>();
        for (MutatingWebhook webhook : matching) {
            current = call(webhook, current, namespace, user, dryRun, warnings);
            leftAs.add(current);
        }
        for (int i = 0; i < matching.size(); i++) {
            boolean wanted = "IfNeeded".equals(matching.get(i).getReinvocationPolicy());
            if (wanted && !leftAs.get(i).equals(current)) {
                current = call(matching.get(i), current, namespace, user, dryRun, warnings);
            }
        }
        return new Admitted(current, warnings);
    }

    private List<MutatingWebhook> webhooks() {
        return store.list(ResourceType.MUTATING_WEBHOOKS, MutatingWebhookConfiguration.class).stream()
                .sorted(Comparator.comparing(
                        configuration -> configuration.getMetadata().getName()))
                .flatMap(configuration -> configuration.getWebhooks().stream())
                .toList();
    }

    private Map<String, String> labelsOf(String namespace) {
        return store.find(ResourcePath.of(ResourceType.NAMESPACES, null, namespace), Namespace.class)
                .map(object -> object.getMetadata().getLabels())
                .orElse(Map.of());
    }

    private static boolean matches(MutatingWebhook webhook, ObjectNode pod, Map<String, String> namespaceLabels) {
        Map<String, String> labels = new java.util.HashMap<>();
        pod.at("/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return webhook.getRules().stream().anyMatch(Admission::coversPodCreation)
                && (webhook.getNamespaceSelector() == null
                        || Selectors.matches(webhook.getNamespaceSelector(), namespaceLabels))
                && (webhook.getObjectSelector() == null || Selectors.matches(webhook.getObjectSelector(), labels));
    }

    private static boolean coversPodCreation(RuleWithOperations rule) {
        return covers(rule.getOperations(), "CREATE")
                && covers(rule.getApiGroups(), "")
                && covers(rule.getApiVersions(), "v1")
                && covers(rule.getResources(), "pods");
    }

    private static boolean covers(List<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }

    private ObjectNode call(
            MutatingWebhook webhook,
            ObjectNode pod,
            String namespace,
            String user,
            boolean dryRun,
            List<String> warnings) {
        JsonNode response;
        try {
            response = client.review(webhook, review(pod, namespace, user, dryRun));
        } catch (IOException e) {
            if ("Ignore".equals(webhook.getFailurePolicy())) {
                return pod;
            }
            throw ApiProblem.internal(
                    "failed calling webhook \"" + webhook.getName() + "\": failed to call webhook: " + e.getMessage());
        }
        response.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        if (!response.path("allowed").asBoolean()) {
            throw denied(webhook, response.path("status"));
        }
        return response.has("patch") ? patched(webhook, pod, response) : pod;
    }

    private static ObjectNode patched(MutatingWebhook webhook, ObjectNode pod, JsonNode response) {
        try {
            JsonNode patch = Store.JSON.readTree(
                    Base64.getDecoder().decode(response.path("patch").asText()));
            return Patches.json(pod, patch);
        } catch (IOException | JsonPatchException | IllegalArgumentException e) {
            throw ApiProblem.internal(
                    "the patch of webhook \"" + webhook.getName() + "\" does not apply: " + e.getMessage());
        }
    }

    private static ApiProblem denied(MutatingWebhook webhook, JsonNode status) {
        String message = status.path("message").asText("");
        return new ApiProblem(
                status.path("code").asInt(400),
                status.path("reason").asText("Forbidden"),
                "admission webhook \"" + webhook.getName() + "\" denied the request"
                        + (message.isEmpty() ? " without explanation" : ": " + message));
    }

    private static ObjectNode review(ObjectNode pod, String namespace, String user, boolean dryRun) {
        ObjectNode review =
                Store.JSON.createObjectNode().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
        ObjectNode request =
                review.putObject("request").put("uid", UUID.randomUUID().toString());
        for (String field : List.of("kind", "requestKind")) {
            request.putObject(field).put("group", "").put("version", "v1").put("kind", "Pod");
        }
        for (String field : List.of("resource", "requestResource")) {
            request.putObject(field).put("group", "").put("version", "v1").put("resource", "pods");
        }
        if (pod.at("/metadata").has("name")) {
            request.set("name", pod.at("/metadata/name"));
        }
        request.put("namespace", namespace).put("operation", "CREATE").put("dryRun", dryRun);
        request.putObject("userInfo").put("username", user).putArray("groups").add("system:authenticated");
        request.set("object", pod);
        request.putNull("oldObject");
        request.putObject("options").put("kind", "CreateOptions").put("apiVersion", "meta.k8s.io/v1");
        return review;
    }
}
