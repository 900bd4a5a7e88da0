package dev.remocal.cli.names;

/**
 * A place in a variable's value that names a host.
 *
 * @param host as it is written, an IPv6 address without its brackets
 * @param port that goes with it, 0 where the value does not say
 * @param portAt where the port is written; an empty span where it is implied
 */
record HostReference(Span at, String host, int port, Span portAt) {

    /**
     * @param end exclusive
     */
    record Span(int start, int end) {

        boolean isEmpty() {
            return start == end;
        }
    }

    /** What is left of a name without the dot that makes it absolute (RFC 1034 section 3.1). */
    String name() {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
