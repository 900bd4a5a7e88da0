package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreePortsTest {

    private static JsonNode podWith(String argument) {
        var pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .putArray("args")
                .add(argument);
        return pod;
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource(quoteCharacter = '\'', textBlock = """
            '',                     14100
            14100,                  14101
            '14100,14101',          14102
            --listen=:14100,        14101
            14100/tcp and 14102,    14101
            v14100x,                14101
            x14100,                 14101
            141001,                 14100
            9914100,                14100
            99999999999999999999999,14100
            1410.0,                 14100
            -14100,                 14101
            00014100,               14101
            14100 14101 14102,      14103
            1-14100-14101,          14102
            x14100xxx14101,         14102
            €14100,                 14101
            ١٤١٠٠,                  14100
            """)
    void aNumberInTheTextIsTaken(String text, int next) {
        assertThat(new FreePorts(podWith(text)).next()).isEqualTo(next);
    }

    @Test
    void eachIsHandedOutOnce() {
        FreePorts free = new FreePorts(podWith("14101"));

        assertThat(free.next()).isEqualTo(14_100);
        assertThat(free.next()).isEqualTo(14_102);
    }

    @Property
    void everyNumberIsSeen(@ForAll @CharRange(from = '0', to = '1') @Chars({'4', ' ', '5'}) String text) {
        List<Integer> numbers = Pattern.compile("[0-9]+")
                .matcher(text)
                .results()
                .map(found -> new BigInteger(found.group()))
                .filter(number -> number.bitLength() < Integer.SIZE)
                .map(BigInteger::intValue)
                .toList();
        int expected = IntStream.iterate(14_100, number -> number + 1)
                .filter(number -> !numbers.contains(number))
                .findFirst()
                .orElseThrow();
        assertThat(new FreePorts(podWith(text)).next()).isEqualTo(expected);
    }
}
