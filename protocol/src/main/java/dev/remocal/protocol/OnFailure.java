package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a diverted request that the developer's process cannot take. */
public enum OnFailure {
    /** The app serves it, if no byte of it is lost; else as {@link #ERROR}. */
    @JsonProperty("cluster")
    CLUSTER,
    /** The caller gets 502 with the reason in {@link Protocol#ERROR_HEADER}. */
    @JsonProperty("error")
    ERROR
}
