package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal by the API server: becomes a {@code Status} object. */
final class ApiProblem extends RuntimeException {

    private final int code;
    private final String reason;

    ApiProblem(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static ApiProblem badRequest(String message) {
        return new ApiProblem(400, "BadRequest", message);
    }

    static ApiProblem unauthorized() {
        return new ApiProblem(401, "Unauthorized", "Unauthorized");
    }

    static ApiProblem forbidden(String message) {
        return new ApiProblem(403, "Forbidden", message);
    }

    static ApiProblem notFound(ResourceType type, String name) {
        return new ApiProblem(404, "NotFound", type.qualifiedName() + " \"" + name + "\" not found");
    }

    static ApiProblem noSuchPath() {
        return new ApiProblem(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiProblem alreadyExists(ResourceType type, String name) {
        return new ApiProblem(409, "AlreadyExists", type.qualifiedName() + " \"" + name + "\" already exists");
    }

    static ApiProblem conflict(ResourceType type, String name) {
        return new ApiProblem(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name
                        + "\": the object has been modified; please apply your changes to the latest version and try"
                        + " again");
    }

    static ApiProblem invalid(ResourceType type, String name, String detail) {
        return new ApiProblem(422, "Invalid", type.kind + " \"" + name + "\" is invalid: " + detail);
    }

    static ApiProblem internal(String message) {
        return new ApiProblem(500, "InternalError", "Internal error occurred: " + message);
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
