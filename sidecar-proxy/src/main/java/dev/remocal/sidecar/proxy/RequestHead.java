package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * One request head as filters see it. It must be one that {@link RequestScanner} accepted, or {@link Http2Request} wrote:
 * then a carriage return stands at line ends only, and no other control character but the tab occurs.
 *
 * <p>What a name is looked up in is searched from the start each time: few names are asked for, mostly once.
 */
final class RequestHead {

    private static final String LINE_END = "\r\n";

    private final String text;
    private final String method;
    private final String target;
    private final int firstField;
    private final int pathStart;

    private RequestHead(String text) {
        int methodEnd = text.indexOf(' ');
        int targetEnd = text.indexOf(' ', methodEnd + 1);
        this.text = text;
        this.method = text.substring(0, methodEnd);
        this.target = text.substring(methodEnd + 1, targetEnd);
        this.firstField = text.indexOf(LINE_END, targetEnd) + LINE_END.length();
        this.pathStart = pathStart();
    }

    /** Reads from the reader index to the writer index and moves neither. Bytes that are not UTF-8 become U+FFFD. */
    static RequestHead parse(ByteBuf head) {
        return new RequestHead(head.toString(StandardCharsets.UTF_8));
    }

    String method() {
        return method;
    }

    /** The request target as sent. */
    String target() {
        return target;
    }

    /** The path as sent, without the query; {@code /} where an absolute-form target has none, empty for CONNECT. */
    String path() {
        String path = target.substring(pathStart, pathEnd());
        return path.isEmpty() && isAbsolute() ? "/" : path;
    }

    /** What follows the first question mark as sent; empty where there is none. */
    String rawQuery() {
        int end = pathEnd();
        return end == target.length() ? "" : target.substring(end + 1);
    }

    /**
     * The host the request was sent to, without user and port, an IPv6 address in its brackets; empty where there is
     * none. The target's own goes before the Host field (RFC 9112 section 3.2.2).
     */
    String host() {
        if (isAbsolute()) {
            return withoutUserAndPort(target.substring(target.indexOf("://") + "://".length(), pathStart));
        }
        return isConnect() ? withoutUserAndPort(target) : withoutUserAndPort(firstHost());
    }

    /** Whether the value of one field line of that name, in any case, passes the test. */
    boolean anyField(String name, Predicate<String> test) {
        int line = firstField;
        while (line < text.length() && text.charAt(line) != '\r') {
            int end = text.indexOf('\r', line);
            if (isField(line, name)
                    && test.test(text.substring(line + name.length() + 1, end).trim())) {
                return true;
            }
            line = end + LINE_END.length();
        }
        return false;
    }

    /** Whether the value of one cookie of exactly that name passes the test; as sent, so in its quotes if it has any. */
    boolean anyCookie(String name, Predicate<String> test) {
        Predicate<String> cookie = pair -> isNamed(pair, name) && test.test(valueOf(pair));
        return anyField("cookie", cookies -> anyElement(cookies, ';', cookie));
    }

    /** Whether the value of one query parameter of that name passes the test, both decoded, + being a space. */
    boolean anyQuery(String name, Predicate<String> test) {
        return anyElement(rawQuery(), '&', parameter -> {
            int equals = parameter.indexOf('=');
            int nameEnd = equals < 0 ? parameter.length() : equals;
            return PercentEncoding.decodeForm(parameter.substring(0, nameEnd)).equals(name)
                    && test.test(
                            PercentEncoding.decodeForm(parameter.substring(Math.min(nameEnd + 1, parameter.length()))));
        });
    }

    /** Whether the value of one baggage member of exactly that name passes the test, decoded, without properties. */
    boolean anyBaggage(String name, Predicate<String> test) {
        Predicate<String> member = text -> {
            int properties = text.indexOf(';');
            String pair = properties < 0 ? text : text.substring(0, properties);
            return isNamed(pair, name) && test.test(PercentEncoding.decode(valueOf(pair)));
        };
        return anyField("baggage", members -> anyElement(members, ',', member));
    }

    private boolean isConnect() {
        return method.equals("CONNECT");
    }

    private boolean isAbsolute() {
        return pathStart > 0 && !isConnect();
    }

    /** Where the path starts in the target: RFC 9112 section 3.2 tells the forms apart. */
    private int pathStart() {
        if (isConnect()) {
            return target.length();
        }
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme <= 0) {
            return 0;
        }
        int authority = scheme + "://".length();
        int slash = target.indexOf('/', authority);
        int query = target.indexOf('?', authority);
        int end = slash < 0 ? target.length() : slash;
        return query < 0 ? end : Math.min(end, query);
    }

    private int pathEnd() {
        int query = target.indexOf('?', pathStart);
        return query < 0 ? target.length() : query;
    }

    private String firstHost() {
        String[] host = {""};
        anyField("host", value -> {
            host[0] = value;
            return true;
        });
        return host[0];
    }

    private static String withoutUserAndPort(String authority) {
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int bracket = host.startsWith("[") ? host.indexOf(']') : -1;
        int port = host.indexOf(':', Math.max(bracket, 0));
        return port < 0 ? host : host.substring(0, port);
    }

    private boolean isField(int line, String name) {
        int colon = line + name.length();
        return colon < text.length()
                && text.charAt(colon) == ':'
                && text.regionMatches(true, line, name, 0, name.length());
    }

    private static boolean isNamed(String pair, String name) {
        int equals = pair.indexOf('=');
        return equals > 0 && pair.substring(0, equals).trim().equals(name);
    }

    private static String valueOf(String pair) {
        return pair.substring(pair.indexOf('=') + 1).trim();
    }

    private static boolean anyElement(String list, char separator, Predicate<String> test) {
        int from = 0;
        while (from < list.length()) {
            int next = list.indexOf(separator, from);
            int end = next < 0 ? list.length() : next;
            if (test.test(list.substring(from, end))) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }
}
