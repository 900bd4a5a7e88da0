package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session as a sidecar sees it.
 *
 * @param samplePercent how many of all matching requests are mirrored; null for every one
 * @param active whether it takes traffic, or is only admitted
 * @param requests requests it matched and took, mirrored copies included
 * @param fallbacks diverted requests that the app served after all
 * @param dropped mirrored copies and events given up because the developer was too slow
 * @param parked accept streams waiting for a connection
 */
public record SessionReport(
        String id,
        String owner,
        String key,
        String target,
        Mode mode,
        List<Integer> ports,
        Filter filter,
        OnFailure onFailure,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double samplePercent,
        boolean active,
        long createdAtMillis,
        long requests,
        long fallbacks,
        long dropped,
        int parked) {}
