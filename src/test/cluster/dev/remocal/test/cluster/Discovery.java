package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the API server says of itself: versions, groups, resources, and as much OpenAPI as kubectl asks for. Pure. */
final class Discovery {

    /** The Kubernetes minor version whose behaviour is stood in for. */
    private static final String MINOR = "36";

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    /** Empty for paths that are not discovery. */
    static Optional<ObjectNode> answer(String path) {
        String[] segments = path.replaceAll("^/+|/+$", "").split("/");
        if (path.startsWith("/openapi/v3/")) {
            return Optional.of(openApi(path.substring("/openapi/v3/".length())));
        }
        return switch (path) {
            case "/version" -> Optional.of(version());
            case "/api" -> Optional.of(coreVersions());
            case "/apis" -> Optional.of(groups());
            case "/openapi/v3" -> Optional.of(openApiIndex());
            default -> resources(segments);
        };
    }

    private static Optional<ObjectNode> resources(String[] segments) {
        if (segments.length == 2 && segments[0].equals("api")) {
            return resources("", segments[1]);
        }
        if (segments.length == 2 && segments[0].equals("apis")) {
            return groupNames().contains(segments[1]) ? Optional.of(group(segments[1])) : Optional.empty();
        }
        return segments.length == 3 && segments[0].equals("apis")
                ? resources(segments[1], segments[2])
                : Optional.empty();
    }

    private static ObjectNode version() {
        return Store.JSON
                .createObjectNode()
                .put("major", "1")
                .put("minor", MINOR)
                .put("gitVersion", "v1." + MINOR + ".0-remocal.local")
                .put("platform", "loopback");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions =
                Store.JSON.createObjectNode().put("kind", "APIVersions").put("apiVersion", "v1");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private static List<String> groupNames() {
        return Arrays.stream(ResourceType.values())
                .map(type -> type.group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .toList();
    }

    private static ObjectNode groups() {
        ObjectNode list =
                Store.JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groupNames().forEach(name -> groups.add(group(name)));
        return list;
    }

    private static ObjectNode group(String name) {
        ObjectNode version =
                Store.JSON.createObjectNode().put("groupVersion", name + "/v1").put("version", "v1");
        ObjectNode group = Store.JSON
                .createObjectNode()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", name);
        group.putArray("versions").add(version);
        group.set("preferredVersion", version);
        return group;
    }

    private static Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> types = typesOf(group, version);
        if (types.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Store.JSON
                .createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", types.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        types.forEach(type -> describe(resources, type));
        return Optional.of(list);
    }

    private static List<ResourceType> typesOf(String group, String version) {
        return Arrays.stream(ResourceType.values())
                .filter(type -> type.group.equals(group) && type.version.equals(version))
                .toList();
    }

    private static void describe(ArrayNode resources, ResourceType type) {
        ObjectNode resource = resource(resources, type.plural, type, type.kind);
        ArrayNode shortNames = resource.put("singularName", type.singular()).putArray("shortNames");
        type.shortNames().forEach(shortNames::add);
        VERBS.forEach(resource.withArrayProperty("verbs")::add);
        if (type == ResourceType.PODS) {
            resource(resources, "pods/log", type, "Pod").putArray("verbs").add("get");
            resource(resources, "pods/portforward", type, "PodPortForwardOptions")
                    .putArray("verbs")
                    .add("create")
                    .add("get");
        }
        if (type.scalable()) {
            resource(resources, type.plural + "/scale", type, "Scale")
                    .put("group", "autoscaling")
                    .put("version", "v1")
                    .putArray("verbs")
                    .add("get")
                    .add("patch")
                    .add("update");
        }
    }

    private static ObjectNode resource(ArrayNode resources, String name, ResourceType type, String kind) {
        return resources
                .addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", type.namespaced)
                .put("kind", kind);
    }

    private static ObjectNode openApiIndex() {
        ObjectNode index = Store.JSON.createObjectNode();
        ObjectNode paths = index.putObject("paths");
        Arrays.stream(ResourceType.values())
                .map(type -> root(type.group) + "/" + type.version)
                .distinct()
                .forEach(path -> paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=1"));
        return index;
    }

    private static String root(String group) {
        return group.isEmpty() ? "api" : "apis/" + group;
    }

    /** kubectl looks only whether PATCH of a kind knows fieldValidation; then it leaves validation to the server. */
    private static ObjectNode openApi(String groupVersion) {
        ObjectNode document = Store.JSON.createObjectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes on loopback").put("version", "v1." + MINOR);
        ObjectNode paths = document.putObject("paths");
        Arrays.stream(ResourceType.values())
                .filter(type -> groupVersion.equals(root(type.group) + "/" + type.version))
                .forEach(type -> describePatch(paths, type));
        return document;
    }

    private static void describePatch(ObjectNode paths, ResourceType type) {
        String namespace = type.namespaced ? "{namespace}" : null;
        ObjectNode patch = paths.putObject(
                        ResourcePath.of(type, namespace, "{name}").url())
                .putObject("patch");
        patch.putObject("x-kubernetes-group-version-kind")
                .put("group", type.group)
                .put("version", type.version)
                .put("kind", type.kind);
        patch.putArray("parameters")
                .addObject()
                .put("name", "fieldValidation")
                .put("in", "query")
                .putObject("schema")
                .put("type", "string");
        patch.putObject("responses").putObject("200").put("description", "OK");
    }
}
