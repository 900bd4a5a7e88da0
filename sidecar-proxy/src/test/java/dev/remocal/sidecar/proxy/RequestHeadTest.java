package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

    static RequestHead head(String requestLine, String... fields) {
        String fieldLines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        byte[] bytes = (requestLine + "\r\n" + fieldLines + "\r\n").getBytes(StandardCharsets.UTF_8);
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        RequestScanner scanner = new RequestScanner();
        assertThat(scanner.scan(buffer, 0, bytes.length)).isEqualTo(RequestScanner.Step.HEAD_COMPLETE);
        return RequestHead.parse(buffer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET     | /                       | /        | ''           | h
                    GET     | /a/b?x=1&y=2            | /a/b     | x=1&y=2      | h
                    GET     | /a?                     | /a       | ''           | h
                    GET     | /a?b?c                  | /a       | b?c          | h
                    GET     | //a//b                  | //a//b   | ''           | h
                    GET     | /a?u=http://x/y         | /a       | u=http://x/y | h
                    GET     | http://other:81/a?b     | /a       | b            | other
                    GET     | http://other            | /        | ''           | other
                    GET     | http://other?b=/c       | /        | b=/c         | other
                    GET     | http://ada@other:81     | /        | ''           | other
                    GET     | http://[2001:db8::1]:81/a | /a       | ''           | [2001:db8::1]
                    OPTIONS | *                       | *        | ''           | h
                    CONNECT | other:443               | ''       | ''           | other
                    CONNECT | [::1]:443               | ''       | ''           | [::1]
                    """)
    void targetFormsAreToldApart(String method, String target, String path, String query, String host) {
        RequestHead head = head(method + " " + target + " HTTP/1.1", "Host: h:80");
        assertThat(head.method()).isEqualTo(method);
        assertThat(head.target()).isEqualTo(target);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.rawQuery()).isEqualTo(query);
        assertThat(head.host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Host: shop.example      | shop.example
                    Host: shop.example:8080 | shop.example
                    Host: [::1]             | [::1]
                    HOST:[::1]:80           | [::1]
                    Host: [::1              | '['
                    Host:                   | ''
                    X-Host: other           | ''
                    """)
    void hostHasNoPort(String field, String host) {
        assertThat(head("GET / HTTP/1.1", field).host()).isEqualTo(host);
    }

    @Test
    void fieldsAreFoundInAnyCaseAndEveryLine() {
        RequestHead head = head("GET / HTTP/1.1", "X-A:1", "x-ab: 2", "x-a: \t3 \t", "X-A:", "Y: x-a: 4");
        List<String> values = new ArrayList<>();
        assertThat(head.anyField("x-A", value -> !values.add(value))).isFalse();
        assertThat(values).containsExactly("1", "3", "");
    }

    @Test
    void theFirstOccurrenceThatPassesEndsTheSearch() {
        RequestHead head = head("GET / HTTP/1.1", "a: 1", "a: 2", "a: 3");
        List<String> values = new ArrayList<>();
        assertThat(head.anyField("a", value -> values.add(value) && value.equals("2")))
                .isTrue();
        assertThat(values).containsExactly("1", "2");
    }

    @Test
    void aHeadWithoutFieldsHasNone() {
        assertThat(head("GET / HTTP/1.0").anyField("a", value -> true)).isFalse();
    }

    @Test
    void fieldValuesAreReadAsUtf8() {
        assertThat(head("GET / HTTP/1.1", "a: Zoë").anyField("a", "Zoë"::equals))
                .isTrue();
    }

    @Test
    void cookiesOfSeveralLinesAreFound() {
        RequestHead head = head("GET / HTTP/1.1", "Cookie: a=1; b=2;c=3=3", "Cookie: a=\"4\"; A=5; d");
        assertThat(cookies(head, "a")).containsExactly("1", "\"4\"");
        assertThat(cookies(head, "b")).containsExactly("2");
        assertThat(cookies(head, "c")).containsExactly("3=3");
        assertThat(cookies(head, "d")).isEmpty();
    }

    @Test
    void queryParametersAreDecoded() {
        RequestHead head = head("GET /?a=1+2&b%20c=%C3%A4&a=%2B&d&e=&f=%zz%4&&=g&h=i=j HTTP/1.1");
        assertThat(parameters(head, "a")).containsExactly("1 2", "+");
        assertThat(parameters(head, "b c")).containsExactly("ä");
        assertThat(parameters(head, "d")).containsExactly("");
        assertThat(parameters(head, "e")).containsExactly("");
        assertThat(parameters(head, "f")).containsExactly("%zz%4");
        assertThat(parameters(head, "h")).containsExactly("i=j");
    }

    @Test
    void baggageOfSeveralLinesIsDecodedWithoutItsProperties() {
        RequestHead head =
                head("GET / HTTP/1.1", "baggage: a = 1%202 ; p=q;r , b=x+y,c=3=3", "Baggage: a=%C3%A4,,d;p=q,=e");
        assertThat(members(head, "a")).containsExactly("1 2", "ä");
        assertThat(members(head, "b")).containsExactly("x+y");
        assertThat(members(head, "c")).containsExactly("3=3");
        assertThat(members(head, "d")).isEmpty();
        assertThat(members(head, "p")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "=",
                ";=;",
                "a",
                "a;",
                "a=",
                "=a",
                "%",
                "a=%",
                "a=%4",
                "a=%ff%fe",
                ",,",
                "a=;,=",
                "\t",
                "é"
            })
    void malformedListsNeverThrow(String list) {
        RequestHead head =
                head("GET /?" + list.replaceAll("[^!-~]", "") + " HTTP/1.1", "Cookie: " + list, "baggage:" + list);
        assertThat(head.anyCookie("x", value -> true)).isFalse();
        assertThat(head.anyBaggage("x", value -> true)).isFalse();
        assertThat(head.anyQuery("x", value -> true)).isFalse();
        assertThat(cookies(head, "a")).hasSizeLessThan(2);
        assertThat(members(head, "a")).hasSizeLessThan(2);
        assertThat(parameters(head, "a")).hasSizeLessThan(2);
    }

    private static List<String> cookies(RequestHead head, String name) {
        List<String> values = new ArrayList<>();
        head.anyCookie(name, value -> !values.add(value));
        return values;
    }

    private static List<String> parameters(RequestHead head, String name) {
        List<String> values = new ArrayList<>();
        head.anyQuery(name, value -> !values.add(value));
        return values;
    }

    private static List<String> members(RequestHead head, String name) {
        List<String> values = new ArrayList<>();
        head.anyBaggage(name, value -> !values.add(value));
        return values;
    }
}
