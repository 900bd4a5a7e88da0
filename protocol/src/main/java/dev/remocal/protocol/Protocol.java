package dev.remocal.protocol;

/** Version, ports, paths and header names of the control port. */
public final class Protocol {

    /** Sent in every {@link SessionSpec}; a sidecar refuses any other with {@link ProblemCode#UNSUPPORTED_VERSION}. */
    public static final int VERSION = 1;

    /** Where the sidecar listens for the CLI, on the pod's loopback address only. */
    public static final int CONTROL_PORT = 14050;

    /** Where the sidecar serves health and metrics to the kubelet and to Prometheus. */
    public static final int MANAGEMENT_PORT = 14051;

    /** {@code POST}: admits a session, the response carries its events. {@code GET}: lists the sessions. */
    public static final String SESSIONS_PATH = "/v1/sessions";

    /** {@code GET}: a {@link StatusReport}. */
    public static final String STATUS_PATH = "/v1/status";

    /** The application port a handed-over connection was meant for, on the response to a parked accept stream. */
    public static final String PORT_HEADER = "remocal-port";

    /** Number of the exchange within its sidecar, on the response to a parked accept stream. */
    public static final String EXCHANGE_HEADER = "remocal-exchange";

    /** {@code mirror} or {@code divert}, on the response to a parked accept stream. */
    public static final String MODE_HEADER = "remocal-mode";

    /** Why a diverted request could not be served, on a 502 made by the sidecar. */
    public static final String ERROR_HEADER = "remocal-error";

    /** The request header that carries a developer's key. */
    public static final String KEY_HEADER = "x-remocal";

    /** The W3C Baggage member and the cookie that carry a developer's key. */
    public static final String KEY_NAME = "remocal";

    private Protocol() {}

    /** {@code POST}: makes an admitted session take traffic. */
    public static String activatePath(String sessionId) {
        return SESSIONS_PATH + "/" + sessionId + "/activate";
    }

    /** {@code POST}: parks a stream that the sidecar answers when a connection is to be handed over. */
    public static String acceptPath(String sessionId) {
        return SESSIONS_PATH + "/" + sessionId + "/accept";
    }
}
