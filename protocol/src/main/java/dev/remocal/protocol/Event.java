package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** One NDJSON line on the response to {@code POST /v1/sessions}. Unknown kinds are for the reader to ignore. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Admitted.class, name = "admitted"),
    @JsonSubTypes.Type(value = Event.Activated.class, name = "activated"),
    @JsonSubTypes.Type(value = Event.Exchange.class, name = "exchange"),
    @JsonSubTypes.Type(value = Event.Connection.class, name = "connection"),
    @JsonSubTypes.Type(value = Event.Fallback.class, name = "fallback"),
    @JsonSubTypes.Type(value = Event.Dropped.class, name = "dropped"),
    @JsonSubTypes.Type(value = Event.Preempted.class, name = "preempted"),
    @JsonSubTypes.Type(value = Event.Opaque.class, name = "opaque"),
    @JsonSubTypes.Type(value = Event.Closing.class, name = "closing"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Event {

    /** The session has its place on this sidecar and takes no traffic yet. */
    record Admitted(String pod, String sidecarVersion) implements Event {}

    /** From here on, matching requests are the session's. */
    record Activated() implements Event {}

    /**
     * A request of the session has been answered.
     *
     * @param number of the exchange within this sidecar
     * @param status of the developer's response; null where the exchange ended without one
     * @param durationMillis from the request's first byte to the response's last
     */
    record Exchange(
            long number,
            int port,
            Mode mode,
            String method,
            String target,
            @Nullable Integer status,
            long durationMillis)
            implements Event {}

    /**
     * A connection that was the session's as a whole, because it carries no HTTP, has ended.
     *
     * @param number of the exchange within this sidecar
     * @param bytesToDeveloper what the client has sent, or was copied of it
     * @param bytesFromDeveloper what the developer's process has sent; where the mode is mirror, nobody was given it
     */
    record Connection(
            long number, int port, Mode mode, long bytesToDeveloper, long bytesFromDeveloper, long durationMillis)
            implements Event {}

    /**
     * A diverted request was served by the app after all.
     *
     * @param method null where it was a whole connection
     * @param target null where it was a whole connection
     */
    record Fallback(
            long number,
            int port,
            @Nullable String method,
            @Nullable String target,
            FailureCode code,
            String message) implements Event {}

    /**
     * A mirrored copy, a diverted exchange or an event was given up.
     *
     * @param total given up since the session began
     */
    record Dropped(FailureCode code, String message, long total) implements Event {}

    /** A request matched this session too, but an earlier session took it. */
    record Preempted(int port, String method, String target, String owner, String message) implements Event {}

    /** A connection on a port of the session could not be followed as HTTP; the app serves it as it is. */
    record Opaque(int port, String code, String message) implements Event {}

    /** The sidecar ends the session after this line. */
    record Closing(FailureCode code, String message) implements Event {}
}
