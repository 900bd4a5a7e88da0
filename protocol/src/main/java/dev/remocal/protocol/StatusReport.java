package dev.remocal.protocol;

import java.util.List;

/** The answer to {@code GET /v1/status}: one replica, told by its own sidecar. */
public record StatusReport(
        int version,
        String sidecarVersion,
        String namespace,
        String pod,
        long uptimeMillis,
        boolean draining,
        List<PortReport> ports,
        List<SessionReport> sessions) {}
