package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Every way the control port says no, with its HTTP status. */
public enum ProblemCode {
    MALFORMED_JSON(400),
    UNSUPPORTED_VERSION(400),
    INVALID_SESSION(422),
    UNKNOWN_PORT(422),
    UNKNOWN_SESSION(404),
    UNKNOWN_PATH(404),
    METHOD_NOT_ALLOWED(405),
    CONFLICT(409),
    BODY_TOO_LARGE(413),
    TOO_MANY_SESSIONS(429),
    TOO_MANY_PARKED_STREAMS(429),
    TOO_MANY_CONNECTIONS(429),
    INVALID_DESTINATION(400),
    FORBIDDEN_DESTINATION(403),
    TOO_MANY_OUTGOING(429),
    NO_SUCH_NAME(502),
    NAME_LOOKUP_FAILED(502),
    CONNECTION_REFUSED(502),
    UNREACHABLE(502),
    CONNECT_TIMEOUT(504),
    INTERNAL_ERROR(500),
    DRAINING(503),
    HTTP2_REQUIRED(505);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The name on the wire: {@code unsupported-version}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
