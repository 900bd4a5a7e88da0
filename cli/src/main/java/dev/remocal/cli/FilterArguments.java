package dev.remocal.cli;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.ValueMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;

/** Decides which filter the flags amount to. */
record FilterArguments(
        Optional<String> key,
        List<String> headers,
        List<String> cookies,
        List<String> queries,
        List<String> baggage,
        List<String> paths,
        List<String> methods,
        List<String> hosts,
        List<String> filters,
        boolean all) {

    /** {@code name=value}, {@code name: value} as in a header, or a name alone. */
    private static final java.util.regex.Pattern PAIR =
            java.util.regex.Pattern.compile("(?s)([^=:\\s]+)(?:=(.*)|:\\s*(.*?)\\s*)?");

    /**
     * @param key in force, given or by default
     * @throws IllegalArgumentException with a sentence that names the flag and what is allowed
     */
    Filter filter(String key) {
        List<Filter> terms = terms(key);
        if (all && !terms.isEmpty()) {
            throw new IllegalArgumentException(
                    "--all takes every request, so it goes with no other filter;" + " leave out either");
        }
        if (all) {
            return new Filter.Everything();
        }
        Filter filter =
                switch (terms.size()) {
                    case 0 -> new Filter.Key(key);
                    case 1 -> terms.getFirst();
                    default -> new Filter.All(terms);
                };
        requireNotEverything(filter);
        requireRegularExpressions(filter);
        return filter;
    }

    private List<Filter> terms(String inForce) {
        List<Filter> terms = new ArrayList<>();
        key.ifPresent(given -> terms.add(new Filter.Key(inForce)));
        headers.forEach(text -> terms.add(pair("--header", text, Filter.Header::new)));
        cookies.forEach(text -> terms.add(pair("--cookie", text, Filter.Cookie::new)));
        queries.forEach(text -> terms.add(pair("--query", text, Filter.Query::new)));
        baggage.forEach(text -> terms.add(pair("--baggage", text, Filter.Baggage::new)));
        paths.forEach(text -> terms.add(new Filter.Path(path(text))));
        methods.forEach(text -> terms.add(single("--method", text, Filter.Method::new)));
        hosts.forEach(text -> terms.add(single("--host", text, Filter.Host::new)));
        filters.forEach(text -> terms.add(Filter.parse(text)));
        return terms;
    }

    private static Filter pair(String flag, String text, BiFunction<String, ValueMatch, Filter> predicate) {
        Matcher matcher = PAIR.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(flag + " '" + text + "' is not NAME=VALUE, 'NAME: VALUE' or NAME");
        }
        String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        return predicate.apply(matcher.group(1), value == null ? new ValueMatch.Present() : value(value));
    }

    private static Filter single(String flag, String text, Function<ValueMatch, Filter> predicate) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(flag + " is empty; give a value or ~REGEX");
        }
        return predicate.apply(value(text));
    }

    private static ValueMatch path(String text) {
        if (text.startsWith("~")) {
            return value(text);
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "--path '" + text + "' does not begin with '/'; write /exact, '/prefix/*'" + " or ~REGEX");
        }
        return text.endsWith("*")
                ? new ValueMatch.Prefix(text.substring(0, text.length() - 1))
                : new ValueMatch.Exact(text);
    }

    private static ValueMatch value(String text) {
        return text.startsWith("~") ? new ValueMatch.Regex(text.substring(1)) : new ValueMatch.Exact(text);
    }

    private static void requireNotEverything(Filter filter) {
        if (filter instanceof Filter.Everything) {
            throw new IllegalArgumentException(
                    "this filter takes every request, whoever sent it; say --all if that is" + " what you want");
        }
    }

    private static void requireRegularExpressions(Filter filter) {
        switch (filter) {
            case Filter.Everything everything -> {}
            case Filter.Key key -> {}
            case Filter.Header(String name, ValueMatch value) -> requireRegularExpression(value);
            case Filter.Cookie(String name, ValueMatch value) -> requireRegularExpression(value);
            case Filter.Query(String name, ValueMatch value) -> requireRegularExpression(value);
            case Filter.Baggage(String name, ValueMatch value) -> requireRegularExpression(value);
            case Filter.Path(ValueMatch value) -> requireRegularExpression(value);
            case Filter.Method(ValueMatch value) -> requireRegularExpression(value);
            case Filter.Host(ValueMatch value) -> requireRegularExpression(value);
            case Filter.All(List<Filter> filters) -> filters.forEach(FilterArguments::requireRegularExpressions);
            case Filter.Any(List<Filter> filters) -> filters.forEach(FilterArguments::requireRegularExpressions);
            case Filter.Not(Filter inner) -> requireRegularExpressions(inner);
        }
    }

    private static void requireRegularExpression(ValueMatch value) {
        if (value instanceof ValueMatch.Regex(String expression)) {
            try {
                Pattern.compile(expression);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "'" + expression + "' is not an RE2 regular expression: " + e.getDescription()
                                + " (look-around and back-references are not allowed)",
                        e);
            }
        }
    }
}
