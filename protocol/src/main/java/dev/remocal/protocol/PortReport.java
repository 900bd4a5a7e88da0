package dev.remocal.protocol;

/**
 * One captured port.
 *
 * @param name the container port's name, or the number where it has none
 * @param listen where the sidecar accepts
 * @param app where the application listens
 * @param connections open client connections
 * @param opaque client connections that became an opaque pipe since the sidecar started
 */
public record PortReport(String name, int listen, int app, long connections, long opaque) {}
