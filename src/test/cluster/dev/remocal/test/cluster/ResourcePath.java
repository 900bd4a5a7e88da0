package dev.remocal.test.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a resource URL names: a collection, one object of it, or a subresource such as {@code log}. */
record ResourcePath(
        ResourceType type,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String subresource) {

    static ResourcePath collection(ResourceType type, @Nullable String namespace) {
        return new ResourcePath(type, namespace, null, null);
    }

    static ResourcePath of(ResourceType type, @Nullable String namespace, String name) {
        return new ResourcePath(type, namespace, name, null);
    }

    /** Empty where the path names no resource that this API server has. */
    static Optional<ResourcePath> parse(String path) {
        List<String> segments = new ArrayList<>(
                Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList());
        if (segments.size() >= 3 && segments.getFirst().equals("api")) {
            return parse("", segments.get(1), segments.subList(2, segments.size()));
        }
        if (segments.size() >= 4 && segments.getFirst().equals("apis")) {
            return parse(segments.get(1), segments.get(2), segments.subList(3, segments.size()));
        }
        return Optional.empty();
    }

    private static Optional<ResourcePath> parse(String group, String version, List<String> rest) {
        boolean inNamespace = rest.size() >= 3 && rest.getFirst().equals("namespaces");
        String namespace = inNamespace ? rest.get(1) : null;
        List<String> object = inNamespace ? rest.subList(2, rest.size()) : rest;
        return ResourceType.find(group, version, object.getFirst())
                .filter(type -> object.size() <= 3 && (namespace == null || type.namespaced))
                .map(type -> new ResourcePath(type, namespace, at(object, 1), at(object, 2)));
    }

    private static @Nullable String at(List<String> segments, int index) {
        return index < segments.size() ? segments.get(index) : null;
    }

    ResourcePath named(String objectName) {
        return of(type, namespace, objectName);
    }

    ResourcePath withoutSubresource() {
        return new ResourcePath(type, namespace, name, null);
    }

    String requireName() {
        if (name == null) {
            throw ApiProblem.badRequest("name is required for " + type.qualifiedName());
        }
        return name;
    }

    /** The path below the server's root. */
    String url() {
        String root = type.group.isEmpty() ? "/api/" + type.version : "/apis/" + type.group + "/" + type.version;
        String scope = namespace == null ? "" : "/namespaces/" + namespace;
        return root + scope + "/" + type.plural + (name == null ? "" : "/" + name);
    }
}
