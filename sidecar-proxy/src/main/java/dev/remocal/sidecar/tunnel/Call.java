package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.Protocol;

/** What is asked of the control port; decided from method and path alone. */
sealed interface Call {

    /** Characters of an unknown path that are repeated in the answer. */
    int MAX_ECHOED_PATH = 100;

    record Admit() implements Call {}

    record Activate(String session) implements Call {}

    record Accept(String session) implements Call {}

    record ListSessions() implements Call {}

    record Status() implements Call {}

    static Call of(String method, String target) throws Refusal {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return switch (path) {
            case Protocol.STATUS_PATH -> require(method, "GET", path, new Status());
            case Protocol.SESSIONS_PATH -> sessions(method, path);
            default -> ofSession(method, path);
        };
    }

    private static Call sessions(String method, String path) throws Refusal {
        return switch (method) {
            case "GET" -> new ListSessions();
            case "POST" -> new Admit();
            default -> throw Refusal.method(method, path, "GET, POST");
        };
    }

    private static Call ofSession(String method, String path) throws Refusal {
        String prefix = Protocol.SESSIONS_PATH + "/";
        int end = path.lastIndexOf('/');
        if (path.startsWith(prefix) && end > prefix.length()) {
            String session = path.substring(prefix.length(), end);
            if (path.equals(Protocol.activatePath(session))) {
                return require(method, "POST", path, new Activate(session));
            }
            if (path.equals(Protocol.acceptPath(session))) {
                return require(method, "POST", path, new Accept(session));
            }
        }
        throw new Refusal(
                ProblemCode.UNKNOWN_PATH,
                "There is no " + path.substring(0, Math.min(path.length(), MAX_ECHOED_PATH)) + " on the control port: "
                        + Protocol.SESSIONS_PATH + " and " + Protocol.STATUS_PATH + " are.");
    }

    private static Call require(String method, String allowed, String path, Call call) throws Refusal {
        if (!method.equals(allowed)) {
            throw Refusal.method(method, path, allowed);
        }
        return call;
    }
}
