package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.ValueMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMatcherTest {

    private static final RequestHead REQUEST = RequestHeadTest.head(
            "POST /orders/7?user=ada&user=bob+c&debug HTTP/1.1",
            "Host: Shop.Example:8080",
            "X-Team: red",
            "X-Team: blue",
            "X-Empty:",
            "Cookie: theme=dark; plan=pro",
            "Cookie: theme=light",
            "baggage: tenant=acme%20inc;ttl=1,region=eu",
            "baggage: tenant=other");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    everything                    | true
                    not everything                | false
                    header:x-team=red             | true
                    header:X-TEAM=blue            | true
                    header:x-team=RED             | false
                    header:x-team=re              | false
                    header:x-team=re*             | true
                    header:x-team=~"^b.*e$"       | true
                    header:x-team=~l              | true
                    header:x-team=~"^l"           | false
                    header:x-team                 | true
                    header:x-empty                | true
                    header:x-empty=""             | true
                    header:x-other                | false
                    header:x-tea                  | false
                    cookie:theme=dark             | true
                    cookie:theme=light            | true
                    cookie:Theme=dark             | false
                    cookie:plan                   | true
                    cookie:plan=p*                | true
                    cookie:other                  | false
                    query:user=ada                | true
                    query:user="bob c"            | true
                    query:user=bob                | false
                    query:user=bob*               | true
                    query:USER=ada                | false
                    query:debug                   | true
                    query:debug=""                | true
                    query:other                   | false
                    baggage:tenant="acme inc"     | true
                    baggage:tenant=other          | true
                    baggage:tenant=acme           | false
                    baggage:tenant=acme*          | true
                    baggage:ttl                   | false
                    baggage:region=~"^e.$"        | true
                    path=/orders/7                | true
                    path=/orders                  | false
                    path=/orders/*                | true
                    path=~"^/orders/[0-9]+$"      | true
                    path=~user                    | false
                    method=POST                   | true
                    method=post                   | false
                    method=~"^P.ST$"              | true
                    host=shop.example             | true
                    host=SHOP.EXAMPLE             | true
                    host=shop.example:8080        | false
                    host=SHOP.*                   | true
                    host=~"^SHOP\\\\."            | true
                    host=other                    | false
                    method=POST and path=/orders* | true
                    method=POST and path=/other   | false
                    method=GET or path=/orders*   | true
                    method=GET or path=/other     | false
                    not method=GET                | true
                    not (method=GET or key:ada)   | true
                    key:ada                       | false
                    """)
    void filterDecides(String filter, boolean matches) {
        assertThat(RequestMatcher.compile(Filter.parse(filter)).matches(REQUEST))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host=::1               | [::1]:8080        | true
                    host=[::1]             | [::1]             | true
                    host=0:0:0:0:0:0:0:1   | [::1]:8080        | true
                    host=::1               | [0:0::0:1]        | true
                    host=2001:DB8::A       | [2001:db8:0::a]:1 | true
                    host=::1               | [::2]             | false
                    host=::1               | shop              | false
                    host=[2001:*           | [2001:db8::1]     | true
                    host=~"^\\\\[2001:"    | [2001:db8::1]     | true
                    host=127.0.0.1         | 127.0.0.1:8080    | true
                    host=127.0.0.1         | [::1]             | false
                    """)
    void addressIsFoundInAnyOfItsForms(String filter, String host, boolean matches) {
        assertThat(RequestMatcher.compile(Filter.parse(filter))
                        .matches(RequestHeadTest.head("GET / HTTP/1.1", "Host: " + host)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baggage: remocal=ada",
                "baggage: a=b , remocal=%61da;p=q",
                "X-Remocal: ada",
                "cookie: remocal=ada",
                "Cookie: a=b; remocal=ada"
            })
    void keyIsFoundInBaggageHeaderOrCookie(String field) {
        assertThat(RequestMatcher.compile(new Filter.Key("ada")).matches(RequestHeadTest.head("GET / HTTP/1.1", field)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baggage: remocal=bob",
                "baggage: Remocal=ada",
                "X-Remocal: Ada",
                "X-Remocal: ada, bob",
                "cookie: remocal=ada2",
                "remocal: ada",
                "x-baggage: remocal=ada"
            })
    void keyIsComparedAsItStands(String field) {
        assertThat(RequestMatcher.compile(new Filter.Key("ada")).matches(RequestHeadTest.head("GET / HTTP/1.1", field)))
                .isFalse();
    }

    @Test
    void malformedRegexNamesWhatIsWrong() {
        assertThatThrownBy(() -> RequestMatcher.compile(Filter.parse("path=~\"a[\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a['")
                .hasMessageContaining("missing closing ]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(x{1000}){1000}",
                "((x{100}){100}){100}",
                "(((((x{9}){9}){9}){9}){9}){9}",
                "((x*){99})*{99}",
                "(?:(?:x{99})?){99}",
                "([])(]x{99}){99}",
                "([^])(]x{99}){99}",
                "([[:a]x{99}){99}",
                "([\\])]x{99}){99}",
                "(\\Q)\\Ex{99}){99}",
                "((a{1){99}b{1){99}",
                "(\\)x{99}){99}",
                "(\\pLx{99}){99,}",
                "(\\p{Greek}{99}){2,99}",
                "x{599}|y{599}"
            })
    void regexThatWouldStallIsRefused(String expression) {
        Filter filter = new Filter.Path(new ValueMatch.Regex(expression));
        assertThatThrownBy(() -> RequestMatcher.compile(filter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too costly");
    }

    @Test
    void regexesOfOneFilterShareTheLimit() {
        String one = "path=~\"x{200}\"";
        assertThat(RequestMatcher.compile(Filter.parse(one + " or " + one))).isNotNull();
        assertThatThrownBy(() -> RequestMatcher.compile(Filter.parse(one + " or " + one + " or " + one)))
                .hasMessageContaining("too costly");
    }

    @Test
    void longestRegexWithoutCountsIsTaken() {
        Filter filter = new Filter.Path(new ValueMatch.Regex("x".repeat(Limits.MAX_REGEX_LENGTH)));
        assertThat(RequestMatcher.compile(filter)).isNotNull();
    }

    @Test
    void noRegexIsFoundInAValueOverTheLimit() {
        RequestMatcher matcher = RequestMatcher.compile(Filter.parse("path=~x"));
        String longest = "/" + "x".repeat(FilterCompiler.MAX_REGEX_INPUT - 1);
        assertThat(matcher.matches(RequestHeadTest.head("GET " + longest + " HTTP/1.1")))
                .isTrue();
        assertThat(matcher.matches(RequestHeadTest.head("GET " + longest + "x HTTP/1.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
                "^/v[12]/(orders|users)/\\d{1,19}(/items)?$",
                "\\x{1F600}+",
                "(?i)^ada@example\\.com$"
            })
    void ordinaryRegexIsTaken(String expression) {
        assertThat(RequestMatcher.compile(new Filter.Path(new ValueMatch.Regex(expression))))
                .isNotNull();
    }
}
