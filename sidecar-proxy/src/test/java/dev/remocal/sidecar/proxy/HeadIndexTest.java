package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that are found; that none is missed is for {@link RoutingPropertyTest}. */
class HeadIndexTest {

    private static final String[] FIELDS = {
        "Host: ada@Shop.Example:8080",
        "X-Team: \t red \t",
        "Cookie: theme=dark; plan = pro ;=x; y",
        "cookie: theme=light",
        "baggage: tenant=acme%20inc;ttl=1,region = eu"
    };

    private static boolean finds(String filter, String requestLine, String... fields) {
        String text = requestLine + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        byte[] head = (text + "behind").getBytes(StandardCharsets.UTF_8);
        HeadIndex index = new HeadIndex(List.of(Requirement.of(Filter.parse(filter))));
        return index.find(head, head.length - "behind".length()) != null;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    everything                    | true
                    header:x-team=red             | true
                    header:X-TEAM=red             | true
                    header:x-team=re*             | true
                    header:x-team=RED             | false
                    header:x-team=re              | false
                    header:x-team=red*            | true
                    header:x-team=redd*           | false
                    header:x-team                 | true
                    header:x-tean                 | false
                    header:cookie=t*              | true
                    cookie:theme=dark             | true
                    cookie:theme=light            | true
                    cookie:plan=pro               | true
                    cookie:Theme=dark             | false
                    cookie:y                      | false
                    query:user=ada                | true
                    query:user="bob c"            | true
                    query:user=bob                | false
                    query:"a b"=/                 | true
                    query:debug                   | true
                    query:debug=""                | true
                    baggage:tenant="acme inc"     | true
                    baggage:tenant=acme*          | true
                    baggage:tenant=acme           | false
                    baggage:region=eu             | true
                    baggage:ttl                   | false
                    path=/orders/7                | true
                    path=/orders                  | false
                    path=/orders/*                | true
                    path=/orders/7/*              | false
                    method=POST                   | true
                    method=PO*                    | true
                    method=post                   | false
                    host=SHOP.example             | true
                    host=shop.*                   | true
                    host=shop.example:8080        | true
                    host=shop                     | false
                    method=POST and header:x-team=blue | false
                    header:x-team=blue or path=/orders/7 | true
                    key:ada                       | false
                    """)
    void rulesAreFoundByWhatIsInTheHead(String filter, boolean found) {
        String line = "POST /orders/7?user=ada&user=bob+c&debug&a%20b=%2F HTTP/1.1";
        assertThat(finds(filter, line, FIELDS)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET http://shop/a HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT shop:80 HTTP/1.1"})
    void otherFormsOfATargetAreLeftToTheFilters(String line) {
        for (String filter : List.of("path=/b", "query:a=b", "host=other")) {
            assertThat(finds(filter, line, "Host: shop")).isTrue();
        }
        assertThat(finds("header:a=b", line, "Host: shop")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a b: c         | header:x=y | true
                    é: c           | header:x=y | true
                    a: \u007F      | header:x=y | false
                    Host: sh\u00f6p | host=other | true
                    Host: sh\u00f6p | header:x=y | false
                    : a            | header:x=y | false
                    """)
    void whatTheScannerOfHttp1WouldNotTakeIsLeftToTheFilters(String field, String filter, boolean found) {
        assertThat(finds(filter, "GET / HTTP/1.1", field)).isEqualTo(found);
    }

    @Test
    void longPrefixIsFoundByItsStart() {
        String path = "/" + "x".repeat(100);
        assertThat(finds("path=" + path + "*", "GET " + path + "/y HTTP/1.1")).isTrue();
        assertThat(finds("path=" + path + "*", "GET /" + "x".repeat(50) + " HTTP/1.1"))
                .isFalse();
    }

    @Test
    void allRulesOfAValueAreFoundAndNoOther() {
        HeadIndex index = new HeadIndex(List.of(
                Requirement.of(Filter.parse("path=/b")),
                Requirement.of(Filter.parse("path=/a")),
                Requirement.of(Filter.parse("not path=/b")),
                Requirement.of(Filter.parse("path=/a*"))));
        byte[] head = "GET /a HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(index.find(head, head.length)).hasToString("{1, 2, 3}");
    }
}
