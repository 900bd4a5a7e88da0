package dev.remocal.test.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may do what: a few fixed users, each with a token, and what they are not allowed. Pure. */
final class Access {

    /** May do everything. */
    static final User ADMIN = new User("developer", "token-developer", List.of());

    /** May look at everything and forward no port. */
    static final User VIEWER = new User(
            "viewer",
            "token-viewer",
            List.of(
                    new Denial(List.of("create", "update", "patch", "delete", "deletecollection"), null),
                    new Denial(List.of("get"), "pods/portforward")));

    /** May not even list pods. */
    static final User STRANGER = new User(
            "stranger",
            "token-stranger",
            List.of(new Denial(
                    List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"), null)));

    static final List<User> USERS = List.of(ADMIN, VIEWER, STRANGER);

    record User(String name, String token, List<Denial> denials) {}

    /** No resource means all of them. */
    record Denial(List<String> verbs, @Nullable String resource) {

        boolean covers(String verb, String wanted) {
            return verbs.contains(verb) && (resource == null || resource.equals(wanted));
        }
    }

    private static final String BEARER = "Bearer ";
    private static final Map<String, String> VERBS = Map.of(
            "GET", "get", "HEAD", "get", "POST", "create", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

    private Access() {}

    static Optional<User> authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return Optional.empty();
        }
        String token = authorization.substring(BEARER.length()).strip();
        return USERS.stream().filter(user -> user.token().equals(token)).findFirst();
    }

    static String verb(String method, ResourcePath path, boolean watch) {
        String verb = VERBS.getOrDefault(method, method);
        if (watch) {
            return "watch";
        }
        if (path.name() != null) {
            return verb;
        }
        return verb.equals("get") ? "list" : verb.equals("delete") ? "deletecollection" : verb;
    }

    static boolean allows(User user, String verb, String resource) {
        return user.denials().stream().noneMatch(denial -> denial.covers(verb, resource));
    }

    static void require(User user, String verb, ResourcePath path) {
        if (path.type() == ResourceType.ACCESS_REVIEWS) {
            return;
        }
        String resource = path.type().plural + (path.subresource() == null ? "" : "/" + path.subresource());
        if (!allows(user, verb, resource)) {
            throw ApiProblem.forbidden(message(user, verb, path, resource));
        }
    }

    private static String message(User user, String verb, ResourcePath path, String resource) {
        String object = path.name() == null ? "" : " \"" + path.name() + "\"";
        String scope =
                path.namespace() == null ? " at the cluster scope" : " in the namespace \"" + path.namespace() + "\"";
        return path.type().qualifiedName() + object + " is forbidden: User \"" + user.name() + "\" cannot " + verb
                + " resource \"" + resource + "\" in API group \"" + path.type().group + "\"" + scope;
    }
}
