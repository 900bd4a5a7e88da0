package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One authenticated request for a resource. */
record ApiRequest(
        Access.User user,
        String verb,
        String method,
        ResourcePath path,
        MultiMap query,
        MultiMap headers,
        Buffer body) {

    boolean dryRun() {
        return "All".equals(query.get("dryRun"));
    }

    @Nullable String parameter(String name) {
        return query.get(name);
    }

    String contentType() {
        String type = headers.get("Content-Type");
        return type == null ? "application/json" : type;
    }

    boolean wantsTable() {
        String accept = headers.get("Accept");
        return accept != null && accept.contains("as=Table");
    }

    /** What the server answers: a JSON object, warnings for the Warning header. */
    record Answer(int status, ObjectNode body, List<String> warnings) {

        static Answer ok(ObjectNode body) {
            return new Answer(200, body, List.of());
        }
    }
}
