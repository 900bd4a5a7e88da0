package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a developer asks of every sidecar of a target: the JSON body of {@code POST /v1/sessions}.
 *
 * @param version {@link Protocol#VERSION}
 * @param id chosen by the CLI and the same on every pod: 8 to 64 of {@code a-z 0-9 -}
 * @param owner whom to talk to about this session, such as {@code ada@laptop}
 * @param key the developer's routing name
 * @param target what was attached to, such as {@code svc/payments}
 * @param ports the application's own port numbers, not the sidecar's
 * @param samplePercent how many of all matching requests are mirrored, those of one trace all or none; null for every one
 * @param createdAtMillis Unix time set by the CLI; with the id it orders sessions alike on every replica
 * @param client name and version of the CLI
 */
public record SessionSpec(
        int version,
        String id,
        String owner,
        String key,
        String target,
        Mode mode,
        List<Integer> ports,
        Filter filter,
        OnFailure onFailure,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double samplePercent,
        long createdAtMillis,
        String client) {

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{8,64}");

    /**
     * @throws IllegalArgumentException with a sentence that names the field and what is allowed
     */
    public SessionSpec {
        require(id != null && ID.matcher(id).matches(), "id must be 8 to 64 characters of a-z, 0-9 and '-'");
        requireName("owner", owner);
        requireName("key", key);
        requireName("target", target);
        requireName("client", client);
        require(mode != null, "mode must be mirror or divert");
        require(filter != null, "filter is missing");
        require(onFailure != null, "onFailure must be cluster or error");
        requireSample(mode, samplePercent);
        require(
                ports != null && !ports.isEmpty() && ports.size() <= Limits.MAX_PORTS,
                "ports must name 1 to " + Limits.MAX_PORTS + " ports");
        ports = List.copyOf(ports);
        for (int port : ports) {
            require(port >= 1 && port <= 65535, "port " + port + " is not in 1 to 65535");
        }
    }

    private static void requireSample(Mode mode, @Nullable Double percent) {
        if (percent != null) {
            require(mode == Mode.MIRROR, "samplePercent is for mode mirror only");
            require(percent > 0 && percent <= 100, "samplePercent must be more than 0 and at most 100");
        }
    }

    private static void requireName(String field, String value) {
        require(
                value != null
                        && !value.isBlank()
                        && value.length() <= Limits.MAX_NAME_LENGTH
                        && value.chars().noneMatch(Character::isISOControl),
                field + " must be 1 to " + Limits.MAX_NAME_LENGTH + " printable characters");
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
