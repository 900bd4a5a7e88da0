package dev.remocal.sidecar.proxy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.ValueMatch;
import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns one filter into a {@link RequestMatcher}. */
final class FilterCompiler {

    /**
     * Instructions that the regular expressions of one filter may have together: more than the longest one without
     * counted repetition has. RE2 spends up to one step for each of them on every character, on an event loop that
     * others share.
     */
    static final int MAX_REGEX_INSTRUCTIONS = 600;

    /** Characters of a value beyond which no regular expression is found in it, for the same reason. */
    static final int MAX_REGEX_INPUT = 8 * 1024;

    private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");

    private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\x00-\\x7F]|\\\\[xpP]");

    private int instructions;

    RequestMatcher compile(Filter filter) {
        return switch (filter) {
            case Filter.Everything everything -> head -> true;
            case Filter.Key(String key) -> key(key);
            case Filter.Header(String name, ValueMatch value) -> header(name, test(value));
            case Filter.Cookie(String name, ValueMatch value) -> cookie(name, test(value));
            case Filter.Query(String name, ValueMatch value) -> query(name, test(value));
            case Filter.Baggage(String name, ValueMatch value) -> baggage(name, test(value));
            case Filter.Path(ValueMatch value) -> path(test(value));
            case Filter.Method(ValueMatch value) -> method(test(value));
            case Filter.Host(ValueMatch value) -> host(testHost(value));
            case Filter.All(List<Filter> filters) -> all(compileAll(filters));
            case Filter.Any(List<Filter> filters) -> any(compileAll(filters));
            case Filter.Not(Filter inner) -> not(compile(inner));
        };
    }

    private List<RequestMatcher> compileAll(List<Filter> filters) {
        return filters.stream().map(this::compile).toList();
    }

    private static RequestMatcher key(String key) {
        return head -> head.anyBaggage("remocal", key::equals)
                || head.anyField("x-remocal", key::equals)
                || head.anyCookie("remocal", key::equals);
    }

    private static RequestMatcher header(String name, Predicate<String> test) {
        return head -> head.anyField(name, test);
    }

    private static RequestMatcher cookie(String name, Predicate<String> test) {
        return head -> head.anyCookie(name, test);
    }

    private static RequestMatcher query(String name, Predicate<String> test) {
        return head -> head.anyQuery(name, test);
    }

    private static RequestMatcher baggage(String name, Predicate<String> test) {
        return head -> head.anyBaggage(name, test);
    }

    private static RequestMatcher path(Predicate<String> test) {
        return head -> test.test(head.path());
    }

    private static RequestMatcher method(Predicate<String> test) {
        return head -> test.test(head.method());
    }

    private static RequestMatcher host(Predicate<String> test) {
        return head -> test.test(head.host().toLowerCase(Locale.ROOT));
    }

    private static RequestMatcher all(List<RequestMatcher> matchers) {
        return head -> {
            for (int i = 0; i < matchers.size(); i++) {
                if (!matchers.get(i).matches(head)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static RequestMatcher any(List<RequestMatcher> matchers) {
        return head -> {
            for (int i = 0; i < matchers.size(); i++) {
                if (matchers.get(i).matches(head)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static RequestMatcher not(RequestMatcher matcher) {
        return head -> !matcher.matches(head);
    }

    private Predicate<String> test(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> value::equals;
            case ValueMatch.Prefix(String prefix) -> value -> value.startsWith(prefix);
            case ValueMatch.Regex(String expression) -> found(expression, 0);
            case ValueMatch.Present present -> value -> true;
        };
    }

    /** An IPv6 address has many forms (RFC 5952 section 2), with brackets in a request and mostly without in a filter. */
    private Predicate<String> testHost(ValueMatch match) {
        byte[] address =
                match instanceof ValueMatch.Exact(String value) && value.indexOf(':') >= 0 ? address(value) : null;
        return address == null ? testIgnoringCase(match) : host -> Arrays.equals(address(host), address);
    }

    private static byte @Nullable [] address(String literal) {
        return NetUtil.createByteArrayFromIpAddressString(literal);
    }

    /** For values that are given in lower case. */
    private Predicate<String> testIgnoringCase(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> value.toLowerCase(Locale.ROOT)::equals;
            case ValueMatch.Prefix(String prefix) -> test(new ValueMatch.Prefix(prefix.toLowerCase(Locale.ROOT)));
            case ValueMatch.Regex(String expression) -> found(expression, Pattern.CASE_INSENSITIVE);
            case ValueMatch.Present present -> value -> true;
        };
    }

    /** RE2/J folds the case of a range character by character: a few hundred wide ones take it minutes. */
    private static void requireAscii(String expression) {
        if (BEYOND_ASCII.matcher(expression).find()) {
            throw new IllegalArgumentException("the regular expression '" + expression
                    + "' ignores case, as those for hosts do, and has characters or classes (\\x, \\p) beyond ASCII;"
                    + " leave one of both out");
        }
    }

    private Predicate<String> found(String expression, int flags) {
        limit(RegexSize.estimate(expression), expression);
        if (flags != 0 || IGNORES_CASE.matcher(expression).find()) {
            requireAscii(expression);
        }
        try {
            Pattern pattern = Pattern.compile(expression, flags);
            instructions += pattern.programSize();
            limit(instructions, expression);
            return value ->
                    value.length() <= MAX_REGEX_INPUT && pattern.matcher(value).find();
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "the regular expression '" + expression + "' is not RE2 syntax: " + malformed.getDescription(),
                    malformed);
        }
    }

    private static void limit(int size, String expression) {
        if (size > MAX_REGEX_INSTRUCTIONS) {
            throw new IllegalArgumentException("the regular expression '" + expression
                    + "' is too costly: with counted repetitions written out, those of one filter may have "
                    + MAX_REGEX_INSTRUCTIONS + " steps together; use * or + in place of large counts");
        }
    }
}
