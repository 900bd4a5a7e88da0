package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The verbs of the API server on resources: get, list, create, update, patch, delete, and scale. */
final class Resources {

    private static final int DEFAULT_GRACE_PERIOD_SECONDS = 30;
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Store store;
    private final Admission admission;
    private final LoopbackNetwork network;

    Resources(Store store, Admission admission, LoopbackNetwork network) {
        this.store = store;
        this.admission = admission;
        this.network = network;
    }

    ApiRequest.Answer answer(ApiRequest request) {
        if ("scale".equals(request.path().subresource())) {
            return scale(request);
        }
        return switch (request.verb()) {
            case "get" ->
                ApiRequest.Answer.ok(
                        Tables.of(request, store.require(request.path().withoutSubresource())));
            case "list" -> list(request);
            case "create" -> create(request, read(request));
            case "update" -> update(request);
            case "patch" -> patch(request);
            case "delete" -> delete(request, request.path());
            case "deletecollection" -> deleteCollection(request);
            default -> throw new ApiProblem(405, "MethodNotAllowed", request.method() + " is not supported");
        };
    }

    private ApiRequest.Answer list(ApiRequest request) {
        ResourceType type = request.path().type();
        long version = store.version();
        ObjectNode list =
                Store.JSON.createObjectNode().put("kind", type.kind + "List").put("apiVersion", type.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        ArrayNode items = list.putArray("items");
        selected(request).forEach(items::add);
        return ApiRequest.Answer.ok(Tables.of(request, list));
    }

    private List<ObjectNode> selected(ApiRequest request) {
        Predicate<JsonNode> selector = selector(request);
        return store.list(request.path().type(), request.path().namespace()).stream()
                .filter(selector)
                .toList();
    }

    static Predicate<JsonNode> selector(ApiRequest request) {
        return Selectors.labels(request.parameter("labelSelector"))
                .and(Selectors.fields(request.parameter("fieldSelector")));
    }

    private ApiRequest.Answer create(ApiRequest request, ObjectNode object) {
        ResourcePath path = request.path();
        ObjectNode named = object.deepCopy();
        return switch (path.type()) {
            case ACCESS_REVIEWS -> created(review(request.user(), named), List.of());
            case PODS -> createPod(request, named);
            case SERVICES -> stored(request, defaultService(named));
            case NAMESPACES -> stored(request, defaultNamespace(named));
            case DEPLOYMENTS -> stored(request, Workloads.defaultDeployment(named));
            case NODES,
                    CONFIG_MAPS,
                    SECRETS,
                    SERVICE_ACCOUNTS,
                    EVENTS,
                    REPLICA_SETS,
                    STATEFUL_SETS,
                    ENDPOINT_SLICES,
                    NETWORK_POLICIES,
                    MUTATING_WEBHOOKS -> stored(request, named);
        };
    }

    private ApiRequest.Answer stored(ApiRequest request, ObjectNode object) {
        return created(request.dryRun() ? object : store.create(request.path(), object), List.of());
    }

    private static ApiRequest.Answer created(ObjectNode object, List<String> warnings) {
        return new ApiRequest.Answer(201, object, warnings);
    }

    private ApiRequest.Answer createPod(ApiRequest request, ObjectNode pod) {
        String namespace = Optional.ofNullable(request.path().namespace())
                .orElseThrow(() -> ApiProblem.badRequest("a pod needs a namespace"));
        Admission.Admitted admitted = admit(pod, namespace, request.user().name(), request.dryRun());
        if (request.dryRun()) {
            return created(admitted.object(), admitted.warnings());
        }
        return created(store.create(request.path(), admitted.object()), admitted.warnings());
    }

    /** The way of every new pod, whoever makes it: defaults, ServiceAccount admission, webhooks, validation. */
    Admission.Admitted admit(ObjectNode pod, String namespace, String user, boolean dryRun) {
        pod.put("kind", "Pod").put("apiVersion", "v1");
        pod.withObjectProperty("metadata").put("namespace", namespace);
        PodDefaults.fill(pod);
        PodDefaults.validate(pod);
        PodDefaults.mountToken(pod);
        Admission.Admitted admitted = admission.admitPod(pod, namespace, user, dryRun);
        ObjectNode object = admitted.object();
        PodDefaults.fill(object);
        PodDefaults.mountToken(object);
        PodDefaults.validate(object);
        object.withObjectProperty("spec").put("nodeName", LocalCluster.NODE_NAME);
        return admitted;
    }

    private ObjectNode defaultService(ObjectNode service) {
        ObjectNode spec = service.withObjectProperty("spec");
        if (!spec.has("type")) {
            spec.put("type", "ClusterIP");
        }
        if (!spec.has("clusterIP") && !spec.path("type").asText().equals("ExternalName")) {
            spec.put("clusterIP", network.nextServiceAddress());
        }
        for (JsonNode port : spec.path("ports")) {
            ObjectNode settings = (ObjectNode) port;
            if (!settings.has("protocol")) {
                settings.put("protocol", "TCP");
            }
            if (!settings.has("targetPort")) {
                settings.set("targetPort", settings.get("port"));
            }
        }
        return service;
    }

    private static ObjectNode defaultNamespace(ObjectNode namespace) {
        ObjectNode metadata = namespace.withObjectProperty("metadata");
        metadata.withObjectProperty("labels")
                .put("kubernetes.io/metadata.name", metadata.path("name").asText());
        namespace.putObject("status").put("phase", "Active");
        return namespace;
    }

    private static ObjectNode review(Access.User user, ObjectNode review) {
        JsonNode attributes = review.at("/spec/resourceAttributes");
        String subresource = attributes.path("subresource").asText("");
        String resource = attributes.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
        review.putObject("status")
                .put("allowed", Access.allows(user, attributes.path("verb").asText(), resource));
        return review;
    }

    private ApiRequest.Answer update(ApiRequest request) {
        ObjectNode object = read(request);
        ResourcePath path = request.path();
        if ("status".equals(path.subresource())) {
            return ApiRequest.Answer.ok(
                    store.update(path.withoutSubresource(), current -> current.set("status", object.get("status"))));
        }
        return ApiRequest.Answer.ok(store.replace(path, object));
    }

    private ApiRequest.Answer patch(ApiRequest request) {
        ResourcePath path = request.path().withoutSubresource();
        boolean serverSideApply = request.contentType().startsWith("application/apply-patch");
        if (serverSideApply && store.find(path).isEmpty()) {
            ResourcePath collection = ResourcePath.collection(path.type(), path.namespace());
            return create(
                    new ApiRequest(
                            request.user(),
                            "create",
                            "POST",
                            collection,
                            request.query(),
                            request.headers(),
                            request.body()),
                    read(request));
        }
        JsonNode patch = readAny(request);
        boolean status = "status".equals(request.path().subresource());
        if (request.dryRun()) {
            return ApiRequest.Answer.ok(patched(store.require(path), patch, request.contentType(), status));
        }
        return ApiRequest.Answer.ok(
                store.update(path, current -> patched(current, patch, request.contentType(), status)));
    }

    private static ObjectNode patched(ObjectNode current, JsonNode patch, String contentType, boolean status) {
        try {
            ObjectNode changed = Patches.apply(current, patch, contentType);
            if (status) {
                current.set("status", changed.get("status"));
                return current;
            }
            changed.set("status", current.get("status"));
            if (!current.has("status")) {
                changed.remove("status");
            }
            return changed;
        } catch (JsonPatchException e) {
            throw new ApiProblem(422, "Invalid", "the patch does not apply: " + e.getMessage());
        }
    }

    private ApiRequest.Answer delete(ApiRequest request, ResourcePath path) {
        ObjectNode current = store.require(path);
        if (request.dryRun()) {
            return ApiRequest.Answer.ok(current);
        }
        if (path.type() == ResourceType.PODS) {
            return ApiRequest.Answer.ok(terminate(path, gracePeriod(request, current)));
        }
        if (path.type() == ResourceType.NAMESPACES) {
            empty(path.requireName());
        }
        store.remove(path);
        return ApiRequest.Answer.ok(success());
    }

    private void empty(String namespace) {
        Arrays.stream(ResourceType.values())
                .filter(type -> type.namespaced && type != ResourceType.PODS)
                .forEach(type -> store.list(type, namespace)
                        .forEach(object -> store.remove(ResourcePath.of(
                                type, namespace, object.at("/metadata/name").asText()))));
        store.list(ResourceType.PODS, namespace)
                .forEach(pod -> terminate(
                        ResourcePath.of(
                                ResourceType.PODS,
                                namespace,
                                pod.at("/metadata/name").asText()),
                        0));
    }

    /** Marks a pod for the kubelet, which removes it once its processes have ended. */
    ObjectNode terminate(ResourcePath path, long graceSeconds) {
        return store.update(path, pod -> {
            ObjectNode metadata = pod.withObjectProperty("metadata");
            boolean shorter =
                    graceSeconds < metadata.path("deletionGracePeriodSeconds").asLong(Long.MAX_VALUE);
            if (shorter) {
                metadata.put("deletionGracePeriodSeconds", graceSeconds);
                metadata.put(
                        "deletionTimestamp",
                        Instant.now()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .plusSeconds(graceSeconds)
                                .toString());
            }
            return pod;
        });
    }

    private static long gracePeriod(ApiRequest request, ObjectNode pod) {
        String parameter = request.parameter("gracePeriodSeconds");
        if (parameter != null) {
            return Long.parseLong(parameter);
        }
        JsonNode option = request.body().length() == 0 ? null : read(request).get("gracePeriodSeconds");
        return option == null || option.isNull()
                ? pod.at("/spec/terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_PERIOD_SECONDS)
                : option.asLong();
    }

    private ApiRequest.Answer deleteCollection(ApiRequest request) {
        ResourcePath path = request.path();
        selected(request)
                .forEach(object -> delete(
                        request,
                        ResourcePath.of(
                                path.type(),
                                object.at("/metadata/namespace").asText(null),
                                object.at("/metadata/name").asText())));
        return ApiRequest.Answer.ok(success());
    }

    private static ObjectNode success() {
        return Store.JSON
                .createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Success");
    }

    private ApiRequest.Answer scale(ApiRequest request) {
        ResourcePath path = request.path().withoutSubresource();
        ObjectNode scale = scaleOf(store.require(path));
        if (request.verb().equals("get")) {
            return ApiRequest.Answer.ok(scale);
        }
        ObjectNode wanted = request.verb().equals("patch")
                ? Patches.apply(scale, readAny(request), request.contentType())
                : read(request);
        return ApiRequest.Answer.ok(scaleOf(store.update(path, current -> {
            current.withObjectProperty("spec")
                    .put("replicas", wanted.at("/spec/replicas").asInt());
            return current;
        })));
    }

    private static ObjectNode scaleOf(ObjectNode workload) {
        ObjectNode scale = Store.JSON.createObjectNode().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        scale.set("metadata", workload.get("metadata"));
        scale.putObject("spec").put("replicas", workload.at("/spec/replicas").asInt(1));
        scale.putObject("status")
                .put("replicas", workload.at("/status/replicas").asInt());
        return scale;
    }

    private static ObjectNode read(ApiRequest request) {
        if (readAny(request) instanceof ObjectNode object) {
            return object;
        }
        throw ApiProblem.badRequest("the body must be a JSON object");
    }

    private static JsonNode readAny(ApiRequest request) {
        if (request.contentType().contains("protobuf")) {
            throw new ApiProblem(415, "UnsupportedMediaType", "the local cluster reads JSON and YAML, not protobuf");
        }
        try {
            return request.contentType().contains("yaml")
                    ? YAML.readTree(request.body().getBytes())
                    : Store.JSON.readTree(request.body().getBytes());
        } catch (IOException e) {
            throw ApiProblem.badRequest("the body cannot be read: " + e.getMessage());
        }
    }
}
