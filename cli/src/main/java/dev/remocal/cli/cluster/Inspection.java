package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads what a check looks at, as far as the user may; nothing is changed. */
public final class Inspection {

    private static final String MY_ACCESS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String OTHERS_ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

    private static final Set<String> OTHER_PROTOCOLS = Set.of("UDP", "SCTP");
    private static final Permission CREATE_PODS = Permission.of("create", "", "pods");

    private final KubernetesClient client;
    private final ApiCalls api;
    private final String namespace;
    private final ObjectReader objects;

    Inspection(KubernetesClient client, ApiCalls api, String namespace) {
        this.client = client;
        this.api = api;
        this.namespace = namespace;
        this.objects = new ObjectReader(client);
    }

    public Reading<ServerFacts> server() {
        return Reading.of(() -> new VersionRequest(client, api).send());
    }

    /** Whether the user may do that in the namespace. */
    public Reading<Boolean> allows(Permission permission) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        review.withObject("/spec/resourceAttributes")
                .put("namespace", namespace)
                .put("verb", permission.verb())
                .put("group", permission.group())
                .put("resource", permission.resource())
                .put("subresource", permission.subresource());
        return ask("create", "selfsubjectaccessreviews", "", () -> objects.create(MY_ACCESS, review))
                .map(Inspection::allowed);
    }

    /** Whether a ServiceAccount may get the namespace. To ask that takes a right which few have. */
    public Reading<Boolean> mayGetTheNamespace(String in, String serviceAccount) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
        ObjectNode spec = review.putObject("spec");
        spec.put("user", "system:serviceaccount:" + in + ":" + serviceAccount);
        // Not derived from the user; what every ServiceAccount is in (Kubernetes' documentation, Authenticating).
        spec.putArray("groups")
                .add("system:serviceaccounts")
                .add("system:serviceaccounts:" + in)
                .add("system:authenticated");
        spec.putObject("resourceAttributes")
                .put("namespace", namespace)
                .put("verb", "get")
                .put("resource", "namespaces")
                .put("name", namespace);
        return ask("create", "subjectaccessreviews", "", () -> objects.create(OTHERS_ACCESS, review))
                .map(Inspection::allowed);
    }

    private static boolean allowed(JsonNode review) {
        return review.at("/status/allowed").asBoolean();
    }

    /** All that the cluster's MutatingWebhookConfigurations say. */
    public Reading<List<JsonNode>> webhookConfigurations() {
        return ask("list", "mutatingwebhookconfigurations", "", () -> objects.list(WEBHOOKS));
    }

    public Reading<List<JsonNode>> endpointSlices(String in, String service) {
        String path = "/apis/discovery.k8s.io/v1/namespaces/" + in
                + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + service;
        return ask("list", "endpointslices", in, () -> objects.list(path));
    }

    /** The certificate that a Secret of type {@code kubernetes.io/tls} has; none where it has none. */
    public Reading<List<CertificateFacts>> certificate(String in, String secret) {
        return ask("get", "secrets", in, () -> objects.get("/api/v1/namespaces/" + in + "/secrets/" + secret))
                .map(found -> PemCertificates.in(found.at("/data/tls.crt").asText()));
    }

    public Reading<Map<String, String>> namespaceLabels() {
        return Reading.of(() -> {
            try {
                return labels(objects.get("/api/v1/namespaces/" + namespace));
            } catch (KubernetesClientException e) {
                throw new CliException(
                        e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                                ? new CliFailure.NoSuchNamespace(namespace)
                                : api.failure("get", "namespaces", "", e),
                        e);
            }
        });
    }

    private static Map<String, String> labels(JsonNode object) {
        return object.at("/metadata/labels").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, label -> label.getValue().asText()));
    }

    /** The Services of the namespace. */
    public Reading<List<ServiceFacts>> services() {
        return Reading.of(() -> api.call(
                "list",
                "services",
                namespace,
                () -> client.services().inNamespace(namespace).list().getItems().stream()
                        .map(service -> new ServiceFacts(
                                service.getMetadata().getName(),
                                "None".equals(service.getSpec().getClusterIP()),
                                Optional.ofNullable(service.getSpec().getSelector())
                                        .orElse(Map.of()),
                                service.getSpec().getPorts().stream()
                                        .filter(port ->
                                                !OTHER_PROTOCOLS.contains(Optional.ofNullable(port.getProtocol())
                                                        .orElse("")))
                                        .map(ServicePort::of)
                                        .toList(),
                                objects.json(service)))
                        .toList()));
    }

    public Reading<List<JsonNode>> networkPolicies() {
        return ask(
                "list",
                "networkpolicies",
                namespace,
                () -> objects.list("/apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies"));
    }

    /** What would become of a pod if it were created now. */
    public Reading<Trial> tryPod(JsonNode pod) {
        return switch (allows(CREATE_PODS)) {
            case Reading.Unknown<Boolean>(CliFailure failure) -> new Reading.Unknown<>(failure);
            case Reading.Known<Boolean>(Boolean allowed) ->
                Reading.of(() -> allowed ? dryRun(pod) : new Trial.NotAllowed());
        };
    }

    private Trial dryRun(JsonNode pod) {
        try {
            return new Trial.Admitted(objects.create("/api/v1/namespaces/" + namespace + "/pods?dryRun=All", pod));
        } catch (KubernetesClientException e) {
            if (e.getCode() <= 0) {
                throw new CliException(api.unreachable(e), e);
            }
            return new Trial.Refused(ApiCalls.message(e));
        }
    }

    private <T> Reading<T> ask(String verb, String resource, String in, Supplier<T> request) {
        return Reading.of(() -> api.call(verb, resource, in, request));
    }
}
