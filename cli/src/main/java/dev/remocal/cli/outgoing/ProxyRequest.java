package dev.remocal.cli.outgoing;

import dev.remocal.protocol.Destination;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The head of a request to the HTTP proxy (RFC 9112 sections 3.2.2 and 3.2.3).
 *
 * @param head what the destination is sent in place of it; empty for CONNECT
 */
record ProxyRequest(Destination destination, String head) {

    private static final int HTTP_PORT = 80;
    private static final Pattern REQUEST_LINE = Pattern.compile("(?<method>\\S+) (?<target>\\S+) HTTP/1\\.[01]");

    /** Fields that are between the client and the proxy (RFC 9110 section 7.6.1). */
    private static final Set<String> OF_THE_PROXY = Set.of("proxy-connection", "proxy-authorization", "keep-alive");

    /**
     * @param head without the empty line at its end
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    static ProxyRequest parse(String head) {
        List<String> lines = head.lines().toList();
        Matcher line = REQUEST_LINE.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (!line.matches()) {
            throw new IllegalArgumentException("this is a proxy: it takes HTTP/1.1 requests");
        }
        String method = line.group("method");
        String target = line.group("target");
        return method.equals("CONNECT")
                ? new ProxyRequest(Destination.parse(target), "")
                : absolute(method, target, lines.subList(1, lines.size()));
    }

    private static ProxyRequest absolute(String method, String target, List<String> fields) {
        URI uri = uri(target);
        String host = uri.getHost();
        if (!"http".equalsIgnoreCase(uri.getScheme()) || host == null) {
            throw new IllegalArgumentException(
                    "this is a proxy: ask it for http://HOST/…, or use CONNECT for other protocols");
        }
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Destination destination = new Destination(plain, uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
        return new ProxyRequest(destination, rewritten(method, uri, fields));
    }

    private static URI uri(String target) {
        try {
            return new URI(target);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + e.getInput() + "' is no URL: " + e.getReason(), e);
        }
    }

    /** The connection carries this request alone: the next one may be for another host. */
    private static String rewritten(String method, URI uri, List<String> fields) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        boolean upgrade = fields.stream().anyMatch(field -> name(field).equals("upgrade"));
        Stream<String> kept = fields.stream()
                .filter(field -> !OF_THE_PROXY.contains(name(field)))
                .filter(field -> upgrade || !name(field).equals("connection"));
        return Stream.of(
                        Stream.of(method + " " + path + query + " HTTP/1.1"),
                        kept,
                        upgrade ? Stream.<String>empty() : Stream.of("Connection: close"))
                .flatMap(part -> part)
                .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
    }

    private static String name(String field) {
        int colon = field.indexOf(':');
        return (colon < 0 ? field : field.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
