package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/** What is asked of the control port; decided from method and path alone. */
sealed interface Call {

    /** Characters of an unknown path or a wrong destination that are repeated in the answer. */
    int MAX_ECHOED_PATH = 100;

    record Admit() implements Call {}

    record Activate(String session) implements Call {}

    record Accept(String session) implements Call {}

    record ListSessions() implements Call {}

    record Status() implements Call {}

    record Connect(Destination destination) implements Call {}

    /**
     * @param target null where the method is CONNECT (RFC 9113 section 8.5)
     * @param authority null where the request has none
     */
    static Call of(String method, @Nullable String target, @Nullable String authority) throws Refusal {
        return target == null ? connect(method, authority == null ? "" : authority) : of(method, target);
    }

    private static Call connect(String method, String authority) throws Refusal {
        try {
            return require(method, "CONNECT", authority, new Connect(Destination.parse(authority)));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ProblemCode.INVALID_DESTINATION,
                    "No connection can be made to " + shortened(authority) + ": " + e.getMessage() + ".");
        }
    }

    private static Call of(String method, String target) throws Refusal {
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
                "There is no " + shortened(path) + " on the control port: " + Protocol.SESSIONS_PATH + " and "
                        + Protocol.STATUS_PATH + " are.");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), MAX_ECHOED_PATH));
    }

    private static Call require(String method, String allowed, String path, Call call) throws Refusal {
        if (!method.equals(allowed)) {
            throw Refusal.method(method, path, allowed);
        }
        return call;
    }
}
