package dev.remocal.protocol;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the text form of a {@link Filter}; {@link FilterParser} is its inverse. */
final class FilterFormatter {

    private FilterFormatter() {}

    static String format(Filter filter) {
        return switch (filter) {
            case Filter.Everything everything -> "everything";
            case Filter.Key(String key) -> "key:" + word(key);
            case Filter.Header(String name, ValueMatch value) -> "header:" + word(name) + value(value);
            case Filter.Cookie(String name, ValueMatch value) -> "cookie:" + word(name) + value(value);
            case Filter.Query(String name, ValueMatch value) -> "query:" + word(name) + value(value);
            case Filter.Baggage(String name, ValueMatch value) -> "baggage:" + word(name) + value(value);
            case Filter.Path(ValueMatch value) -> "path" + value(value);
            case Filter.Method(ValueMatch value) -> "method" + value(value);
            case Filter.Host(ValueMatch value) -> "host" + value(value);
            case Filter.All(List<Filter> filters) -> join(filters, " and ");
            case Filter.Any(List<Filter> filters) -> join(filters, " or ");
            case Filter.Not(Filter inner) -> "not " + operand(inner);
        };
    }

    private static String join(List<Filter> filters, String word) {
        return filters.stream().map(FilterFormatter::operand).collect(Collectors.joining(word));
    }

    private static String operand(Filter filter) {
        return switch (filter) {
            case Filter.All all -> "(" + format(all) + ")";
            case Filter.Any any -> "(" + format(any) + ")";
            default -> format(filter);
        };
    }

    private static String value(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> "=" + word(value);
            case ValueMatch.Prefix(String value) -> "=" + word(value) + "*";
            case ValueMatch.Regex(String expression) -> "=~" + word(expression);
            case ValueMatch.Present present -> "";
        };
    }

    private static String word(String text) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(FilterFormatter::isPlain) && text.charAt(0) != '~';
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Characters that a word may contain without quotes. */
    static boolean isPlain(int character) {
        return character > ' ' && character != 0x7f && "\"\\()=*".indexOf(character) < 0;
    }
}
