package dev.remocal.cli.cluster;

/**
 * Where the connections of one captured port go.
 *
 * @param local port of the developer's process
 * @param app the application's own port number in the pod
 * @param name of the captured port
 */
public record PortMapping(int local, int app, String name) {}
