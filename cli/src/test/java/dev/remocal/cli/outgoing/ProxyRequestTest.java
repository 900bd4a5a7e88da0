package dev.remocal.cli.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRequestTest {

    @ParameterizedTest
    @CsvSource({
        "GET http://inventory/,              inventory:80,        GET / HTTP/1.1",
        "GET http://inventory,               inventory:80,        GET / HTTP/1.1",
        "PUT http://inventory:8080/a%20b?c=d, inventory:8080,     PUT /a%20b?c=d HTTP/1.1",
        "GET HTTP://[fd00::7]:81/x,          [fd00::7]:81,        GET /x HTTP/1.1",
        "GET http://inventory?x,             inventory:80,        GET /?x HTTP/1.1",
    })
    void anAbsoluteTargetBecomesAPath(String request, String destination, String line) {
        ProxyRequest parsed = ProxyRequest.parse(request + " HTTP/1.1\r\nHost: inventory");
        assertThat(parsed.destination()).hasToString(destination);
        assertThat(parsed.head()).isEqualTo(line + "\r\nHost: inventory\r\nConnection: close\r\n\r\n");
    }

    @Test
    void whatIsForTheProxyStaysWithIt() {
        assertThat(ProxyRequest.parse(
                                "GET http://inventory/ HTTP/1.1\r\nHost: inventory\r\nProxy-Connection: keep-alive\r\n"
                                        + "Proxy-Authorization: Basic eDp5\r\nConnection: keep-alive\r\nAccept: */*")
                        .head())
                .isEqualTo("GET / HTTP/1.1\r\nHost: inventory\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    @Test
    void anUpgradeIsPassedOn() {
        assertThat(ProxyRequest.parse("GET http://inventory/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket")
                        .head())
                .isEqualTo("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    @Test
    void connectHasNothingToPassOn() {
        ProxyRequest parsed = ProxyRequest.parse("CONNECT inventory:8080 HTTP/1.1\r\nHost: inventory:8080");
        assertThat(parsed.destination()).hasToString("inventory:8080");
        assertThat(parsed.head()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                             | this is a proxy: it takes HTTP/1.1 requests
            nonsense                       | this is a proxy: it takes HTTP/1.1 requests
            GET / HTTP/1.1                 | this is a proxy: ask it for http://HOST/
            GET https://x/ HTTP/1.1        | use CONNECT for other protocols
            GET http:///x HTTP/1.1         | ask it for http://HOST/
            GET http://a_b^/ HTTP/1.1      | is no URL
            GET http://x:0/ HTTP/1.1       | port 0 is not in 1 to 65535
            CONNECT inventory HTTP/1.1     | a destination is NAME:PORT
            """)
    void anythingElseIsAnswered(String head, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyRequest.parse(head))
                .withMessageContaining(sentence);
    }
}
