package dev.remocal.cli.names;

/**
 * Where this machine is to listen for connections to a host of the cluster.
 *
 * @param port 0 where any free one will do
 * @param remoteHost its full name, for the pod to resolve
 */
public record Endpoint(String address, int port, String remoteHost, int remotePort) {

    /** Whether clients find it on the cluster's own number. */
    public boolean keepsPort() {
        return port == remotePort;
    }
}
