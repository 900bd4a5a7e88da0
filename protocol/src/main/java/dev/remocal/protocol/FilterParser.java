package dev.remocal.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the text form of a {@link Filter}.
 *
 * <pre>
 * any       = all *( "or" all )
 * all       = factor *( "and" factor )
 * factor    = "not" factor / "(" any ")" / predicate
 * predicate = "everything" / "key:" word
 *           / ( "header" / "cookie" / "query" / "baggage" ) ":" word [ value ]
 *           / ( "path" / "method" / "host" ) value
 * value     = "=" ( "~" word / word [ "*" ] )
 * word      = 1*plain / DQUOTE *( any character, with \ before " and \ ) DQUOTE
 * </pre>
 */
final class FilterParser {

    private static final String PREDICATES =
            "everything, key:K, header:N=V, cookie:N=V, query:N=V, baggage:N=V, path=V, method=V or host=V";

    private final String text;
    private int position;
    private int depth;

    FilterParser(String text) {
        requireLength("the filter", text);
        this.text = text;
    }

    private static void requireLength(String what, String text) {
        if (text.length() > Limits.MAX_FILTER_LENGTH) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters, " + Limits.MAX_FILTER_LENGTH + " are allowed");
        }
    }

    Filter parse() {
        Filter filter = any();
        skipSpaces();
        if (position < text.length()) {
            throw error("'and', 'or' or the end");
        }
        // In its text form it is sent, which may have quotation marks and parentheses that this text could leave out.
        requireLength("the filter in its text form", filter.format());
        return filter;
    }

    private Filter any() {
        return chain("or", this::all, Filter.Any::new);
    }

    private Filter all() {
        return chain("and", this::factor, Filter.All::new);
    }

    private Filter chain(String separator, Supplier<Filter> operand, Function<List<Filter>, Filter> join) {
        List<Filter> filters = new ArrayList<>();
        do {
            filters.add(operand.get());
        } while (keyword(separator));
        return filters.size() == 1 ? filters.getFirst() : join.apply(filters);
    }

    private Filter factor() {
        if (++depth > Limits.MAX_FILTER_DEPTH) {
            throw new IllegalArgumentException("the filter is nested deeper than " + Limits.MAX_FILTER_DEPTH);
        }
        Filter filter;
        if (keyword("not")) {
            filter = new Filter.Not(factor());
        } else if (take('(')) {
            filter = any();
            skipSpaces();
            if (!take(')')) {
                throw error("')'");
            }
        } else {
            filter = predicate();
        }
        depth--;
        return filter;
    }

    private Filter predicate() {
        skipSpaces();
        int start = position;
        while (position < text.length() && Character.isLetter(text.charAt(position))) {
            position++;
        }
        String kind = text.substring(start, position).toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "everything" -> new Filter.Everything();
            case "key" -> new Filter.Key(name());
            case "header" -> new Filter.Header(name(), optionalValue());
            case "cookie" -> new Filter.Cookie(name(), optionalValue());
            case "query" -> new Filter.Query(name(), optionalValue());
            case "baggage" -> new Filter.Baggage(name(), optionalValue());
            case "path" -> new Filter.Path(value());
            case "method" -> new Filter.Method(value());
            case "host" -> new Filter.Host(value());
            default -> {
                position = start;
                throw error(PREDICATES);
            }
        };
    }

    private String name() {
        if (!take(':')) {
            throw error("':' and a name");
        }
        String name = word();
        if (name.isEmpty()) {
            throw error("a name that is not empty");
        }
        return name;
    }

    private ValueMatch optionalValue() {
        return position < text.length() && text.charAt(position) == '=' ? value() : new ValueMatch.Present();
    }

    private ValueMatch value() {
        if (!take('=')) {
            throw error("'=' and a value");
        }
        if (take('~')) {
            return new ValueMatch.Regex(word());
        }
        String value = word();
        return take('*') ? new ValueMatch.Prefix(value) : new ValueMatch.Exact(value);
    }

    private String word() {
        if (take('"')) {
            return quoted();
        }
        int start = position;
        while (position < text.length() && FilterFormatter.isPlain(text.charAt(position))) {
            position++;
        }
        if (start == position) {
            throw error("a value, in quotes where it is empty or has spaces, parentheses, '=', '*', '\"' or '\\'");
        }
        return text.substring(start, position);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char character = text.charAt(position++);
            if (character == '"') {
                return value.toString();
            }
            if (character == '\\') {
                if (position == text.length()) {
                    break;
                }
                character = text.charAt(position++);
            }
            value.append(character);
        }
        throw error("a closing '\"'");
    }

    private boolean keyword(String word) {
        skipSpaces();
        int end = position + word.length();
        boolean follows = text.regionMatches(true, position, word, 0, word.length())
                && (end == text.length() || text.charAt(end) == ' ' || text.charAt(end) == '(');
        if (follows) {
            position = end;
        }
        return follows;
    }

    private boolean take(char character) {
        if (character == '(') {
            skipSpaces();
        }
        if (position < text.length() && text.charAt(position) == character) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpaces() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private IllegalArgumentException error(String expected) {
        return new IllegalArgumentException(
                "at character " + (position + 1) + " of the filter '" + text + "': expected " + expected);
    }
}
