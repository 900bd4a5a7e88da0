package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A text is a filter that can be written down and read again, or it is refused with a sentence. */
class FilterFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void readAgainItIsTheSame(byte[] bytes) {
        Filter filter;
        try {
            filter = Filter.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
            return;
        }
        String text = filter.format();
        assertThat(Filter.parse(text)).isEqualTo(filter);
        assertThat(Filter.parse(text).format()).isEqualTo(text);
    }
}
