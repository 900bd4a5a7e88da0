package dev.remocal.protocol;

import java.util.Locale;

/**
 * Where an outgoing connection is to go.
 *
 * @param host as it was asked for, in lower case and without a dot at its end
 */
record ResolvedDestination(String host, IpAddress address, int port) {

    static ResolvedDestination of(String host, byte[] address, int port) {
        return new ResolvedDestination(normal(host), IpAddress.of(address), port);
    }

    static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
