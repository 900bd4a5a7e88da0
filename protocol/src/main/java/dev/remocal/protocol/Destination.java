package dev.remocal.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an outgoing connection is to lead: the {@code host:port} of a CONNECT request (RFC 9110 section 9.3.6).
 *
 * @param host a name, or an address without brackets
 */
public record Destination(String host, int port) {

    /** Characters of a domain name (RFC 1035 section 3.1), which an address with a zone does not reach. */
    static final int MAX_HOST_LENGTH = 253;

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[(?<address>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+)):(?<port>[0-9]{1,5})");

    /**
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    public Destination {
        if (host == null || host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException("a host must be 1 to " + MAX_HOST_LENGTH + " characters");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1 to 65535");
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    public static Destination parse(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a destination is NAME:PORT, IPV4:PORT or [IPV6]:PORT, such as inventory.shop:8080");
        }
        String address = matcher.group("address");
        return new Destination(
                address == null ? matcher.group("name") : address, Integer.parseInt(matcher.group("port")));
    }

    /** As people write it: without the dot that ends a complete name (RFC 1034 section 3.1) for a resolver. */
    public Destination withoutRoot() {
        return host.length() > 1 && host.endsWith(".")
                ? new Destination(host.substring(0, host.length() - 1), port)
                : this;
    }

    /** What {@link #parse} takes. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
