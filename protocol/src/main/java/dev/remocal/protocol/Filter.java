package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * What makes a request match. On the wire and on the screen it is its text form, for example
 * {@code key:ada}, {@code header:x-user=ada and path=/orders/*} or {@code not method=GET}.
 *
 * <p>Names of headers and hosts are compared without regard to case, everything else as it stands. A header, cookie,
 * query parameter or baggage member that occurs several times matches when one occurrence does.
 */
public sealed interface Filter {

    /** Every request, and every connection that carries none. */
    record Everything() implements Filter {}

    /**
     * A developer's key: W3C Baggage member {@code remocal=K}, or header {@code x-remocal: K}, or cookie
     * {@code remocal=K}.
     */
    record Key(String key) implements Filter {}

    record Header(String name, ValueMatch value) implements Filter {}

    record Cookie(String name, ValueMatch value) implements Filter {}

    /** A query parameter, percent-decoded. */
    record Query(String name, ValueMatch value) implements Filter {}

    /** A member of the {@code baggage} header, percent-decoded (W3C Baggage section 3.3). */
    record Baggage(String name, ValueMatch value) implements Filter {}

    /** The path of the request target as sent, without the query. */
    record Path(ValueMatch value) implements Filter {}

    record Method(ValueMatch value) implements Filter {}

    /** The host the request was sent to, without the port. */
    record Host(ValueMatch value) implements Filter {}

    record All(List<Filter> filters) implements Filter {
        public All {
            filters = atLeastTwo(filters);
        }
    }

    record Any(List<Filter> filters) implements Filter {
        public Any {
            filters = atLeastTwo(filters);
        }
    }

    record Not(Filter filter) implements Filter {}

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with a sentence that names the place and what is allowed there
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Filter parse(String text) {
        return new FilterParser(text).parse();
    }

    /** The text form, which {@link #parse} reads back to an equal filter. */
    @JsonValue
    default String format() {
        return FilterFormatter.format(this);
    }

    private static List<Filter> atLeastTwo(List<Filter> filters) {
        if (filters.size() < 2) {
            throw new IllegalArgumentException("all and any join at least two filters");
        }
        return List.copyOf(filters);
    }
}
