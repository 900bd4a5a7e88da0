package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an exchange, a copy, an event or a session was given up. */
public enum FailureCode {
    /** The local process refused the connection; nothing was delivered. */
    LOCAL_REFUSED,
    /** The local process closed the connection before its response was complete. */
    LOCAL_CLOSED,
    /** The tunnel ended. */
    TUNNEL_LOST,
    /** The CLI parked no stream in time. */
    NO_PARKED_STREAM,
    /** Too many requests were waiting for a parked stream. */
    TOO_MANY_WAITING,
    /** The developer was too slow for a mirrored copy or an event. */
    QUEUE_FULL,
    /** The session was not activated in time. */
    NOT_ACTIVATED,
    /** The same session came again on a new connection: its client had lost the old one. */
    REPLACED,
    /** The pod shuts down. */
    DRAINING;

    /** The name on the wire: {@code local-refused}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
