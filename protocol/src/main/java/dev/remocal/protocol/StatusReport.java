package dev.remocal.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code GET /v1/status}: one replica, told by its own sidecar.
 *
 * @param resolver null where the sidecar is older than outgoing connections
 */
public record StatusReport(
        int version,
        String sidecarVersion,
        String namespace,
        String pod,
        long uptimeMillis,
        boolean draining,
        @Nullable ResolverReport resolver,
        List<PortReport> ports,
        List<SessionReport> sessions) {}
