package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.ValueMatch.Exact;
import dev.remocal.protocol.ValueMatch.Prefix;
import dev.remocal.protocol.ValueMatch.Present;
import dev.remocal.protocol.ValueMatch.Regex;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTest {

    private static final Filter KEY = new Filter.Key("ada");
    private static final Filter GET = new Filter.Method(new Exact("GET"));
    private static final Filter ORDERS = new Filter.Path(new Prefix("/orders/"));

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of("everything", new Filter.Everything()),
                Arguments.of("key:ada", KEY),
                Arguments.of("header:x-user=ada", new Filter.Header("x-user", new Exact("ada"))),
                Arguments.of("header:x-user", new Filter.Header("x-user", new Present())),
                Arguments.of("header:x-user=\"\"", new Filter.Header("x-user", new Exact(""))),
                Arguments.of("header:x-user=\"~ada\"", new Filter.Header("x-user", new Exact("~ada"))),
                Arguments.of("header:x-user=~^a.b$", new Filter.Header("x-user", new Regex("^a.b$"))),
                Arguments.of("header:x-user=~\"^a|(b c)\"", new Filter.Header("x-user", new Regex("^a|(b c)"))),
                Arguments.of("header:x=\"a\\\"b\\\\c\"", new Filter.Header("x", new Exact("a\"b\\c"))),
                Arguments.of("cookie:tenant=a", new Filter.Cookie("tenant", new Exact("a"))),
                Arguments.of("query:\"a b\"=1", new Filter.Query("a b", new Exact("1"))),
                Arguments.of("baggage:user=é", new Filter.Baggage("user", new Exact("é"))),
                Arguments.of("path=/orders/*", ORDERS),
                Arguments.of("path=\"/a*\"", new Filter.Path(new Exact("/a*"))),
                Arguments.of("host=shop.example", new Filter.Host(new Exact("shop.example"))),
                Arguments.of("key:ada and method=GET", new Filter.All(List.of(KEY, GET))),
                Arguments.of("key:ada or method=GET", new Filter.Any(List.of(KEY, GET))),
                Arguments.of("not method=GET", new Filter.Not(GET)),
                Arguments.of("not not method=GET", new Filter.Not(new Filter.Not(GET))),
                Arguments.of("not (key:ada or method=GET)", new Filter.Not(new Filter.Any(List.of(KEY, GET)))),
                Arguments.of(
                        "(key:ada and method=GET) or path=/orders/*",
                        new Filter.Any(List.of(new Filter.All(List.of(KEY, GET)), ORDERS))),
                Arguments.of(
                        "(key:ada and method=GET) and path=/orders/*",
                        new Filter.All(List.of(new Filter.All(List.of(KEY, GET)), ORDERS))));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void textAndFilterRoundTrip(String text, Filter filter) {
        assertThat(Filter.parse(text)).isEqualTo(filter);
        assertThat(filter.format()).isEqualTo(text);
    }

    @Test
    void andBindsTighterThanOr() {
        assertThat(Filter.parse("key:ada and method=GET or path=/orders/*"))
                .isEqualTo(Filter.parse("(key:ada and method=GET) or path=/orders/*"));
    }

    @Test
    void keywordsAndKindsIgnoreCase() {
        assertThat(Filter.parse("NOT(Key:ada OR METHOD=GET)")).isEqualTo(Filter.parse("not (key:ada or method=GET)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                  | at character 1 of the filter '': expected everything, key:K
                    user=ada            | at character 1 of the filter 'user=ada': expected everything, key:K
                    key                 | at character 4 of the filter 'key': expected ':' and a name
                    key:                | expected a value, in quotes where it is empty
                    key:""              | expected a name that is not empty
                    path                | expected '=' and a value
                    path=               | expected a value
                    path="/a            | expected a closing '"'
                    path="/a\\           | expected a closing '"'
                    (key:a              | expected ')'
                    key:a key:b         | expected 'and', 'or' or the end
                    key:a and           | expected everything, key:K
                    """)
    void wrongTextNamesThePlace(String text, String sentence) {
        assertThatThrownBy(() -> Filter.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void depthAndLengthAreLimited() {
        String deep = "not ".repeat(Limits.MAX_FILTER_DEPTH) + "key:a";
        assertThatThrownBy(() -> Filter.parse(deep)).hasMessageContaining("nested deeper than 16");
        String longText = "key:" + "a".repeat(Limits.MAX_FILTER_LENGTH);
        assertThatThrownBy(() -> Filter.parse(longText)).hasMessageContaining("4096 are allowed");
        String longRegex = "path=~" + "a".repeat(Limits.MAX_REGEX_LENGTH + 1);
        assertThatThrownBy(() -> Filter.parse(longRegex)).hasMessageContaining("512 are allowed");
    }
}
