package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a request that matches a session. */
public enum Mode {
    /** A copy goes to the developer, whose response is discarded; the app answers. */
    @JsonProperty("mirror")
    MIRROR,
    /** The request goes to the developer, whose response goes to the caller. */
    @JsonProperty("divert")
    DIVERT;

    /** The name on the wire and on the command line. */
    public String wireName() {
        return this == MIRROR ? "mirror" : "divert";
    }
}
