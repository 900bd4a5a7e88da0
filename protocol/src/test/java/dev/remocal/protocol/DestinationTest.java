package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "inventory:8080,               inventory,               8080",
        "kafka-0.kafka.shop.svc.:9092, kafka-0.kafka.shop.svc., 9092",
        "under_score:1,                under_score,             1",
        "10.0.0.7:65535,               10.0.0.7,                65535",
        "[fd00::7]:443,                fd00::7,                 443",
        "[::ffff:10.0.0.7]:443,        ::ffff:10.0.0.7,         443",
    })
    void isReadAndWritten(String text, String host, int port) {
        assertThat(Destination.parse(text))
                .isEqualTo(new Destination(host, port))
                .hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                | a destination is NAME:PORT
            inventory         | a destination is NAME:PORT
            :8080             | a destination is NAME:PORT
            inventory:        | a destination is NAME:PORT
            inventory:http    | a destination is NAME:PORT
            fd00::7:443       | a destination is NAME:PORT
            [fe80::1%eth0]:80 | a destination is NAME:PORT
            a b:80            | a destination is NAME:PORT
            http://x:80       | a destination is NAME:PORT
            inventory:0       | port 0 is not in 1 to 65535
            inventory:65536   | port 65536 is not in 1 to 65535
            """)
    void anythingElseIsRefused(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Destination.parse(text))
                .withMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"253, true", "254, false"})
    void aNameHasTheLengthThatDnsAllows(int length, boolean allowed) {
        String text = "a".repeat(length) + ":80";
        if (allowed) {
            assertThat(Destination.parse(text).host()).hasSize(length);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kafka-0.kafka.shop.svc.:9092, kafka-0.kafka.shop.svc:9092",
        "inventory:8080,               inventory:8080",
        "10.0.0.7:80,                  10.0.0.7:80",
        "[fd00::7]:443,                [fd00::7]:443",
        ".:53,                         .:53",
    })
    void isShownWithoutTheDotAtTheEnd(String text, String shown) {
        assertThat(Destination.parse(text).withoutRoot()).hasToString(shown);
    }
}
