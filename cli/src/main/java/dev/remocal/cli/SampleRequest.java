package dev.remocal.cli;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.ValueMatch;
import java.util.ArrayList;
import java.util.List;

/** Writes a curl command whose request a filter takes. */
final class SampleRequest {

    private final List<String> options = new ArrayList<>();
    private final List<String> queries = new ArrayList<>();
    private String path = "/";

    private SampleRequest() {}

    /**
     * @param host to send to, such as {@code payments.shop}
     */
    static String curl(Filter filter, String host) {
        SampleRequest sample = new SampleRequest();
        sample.add(filter);
        String query = sample.queries.isEmpty() ? "" : "?" + String.join("&", sample.queries);
        String url = "http://" + host + sample.path + query;
        sample.options.add(query.isEmpty() && isPlain(url) ? url : quote(url));
        return "curl " + String.join(" ", sample.options);
    }

    private void add(Filter filter) {
        switch (filter) {
            case Filter.Everything everything -> {}
            case Filter.Key(String key) -> option("-H", Protocol.KEY_HEADER + ": " + key);
            case Filter.Header(String name, ValueMatch value) -> option("-H", name + ": " + example(value));
            case Filter.Cookie(String name, ValueMatch value) -> option("-b", name + "=" + example(value));
            case Filter.Query(String name, ValueMatch value) -> queries.add(name + "=" + example(value));
            case Filter.Baggage(String name, ValueMatch value) ->
                option("-H", "baggage: " + name + "=" + example(value));
            case Filter.Path(ValueMatch value) -> path = example(value);
            case Filter.Method(ValueMatch value) -> option("-X", example(value));
            case Filter.Host(ValueMatch value) -> option("-H", "Host: " + bracketed(example(value)));
            case Filter.All(List<Filter> filters) -> filters.forEach(this::add);
            case Filter.Any(List<Filter> filters) -> add(filters.getFirst());
            case Filter.Not not -> {}
        }
    }

    /** A Host field has an IPv6 address in brackets (RFC 3986 section 3.2.2), and a host name no colon. */
    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String example(ValueMatch value) {
        return switch (value) {
            case ValueMatch.Exact(String text) -> text;
            case ValueMatch.Prefix(String text) -> text;
            case ValueMatch.Regex(String expression) -> "<" + expression + ">";
            case ValueMatch.Present present -> "1";
        };
    }

    private void option(String flag, String value) {
        options.add(flag + " " + (isPlain(value) ? value : quote(value)));
    }

    private static boolean isPlain(String text) {
        return text.matches("[A-Za-z0-9._/:=-]+");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
