package dev.remocal.test.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoakOptionsTest {

    private static final List<String> KEYS = List.of("ada", "bob");

    @Test
    void aMillionRequestsUnlessToldOtherwise() {
        assertThat(parse()).isEqualTo(new SoakOptions(1_000_000, 5));
        assertThat(parse("--requests", "20000", "--seed", "7")).isEqualTo(new SoakOptions(20_000, 7));
    }

    @Test
    void saysWhatIsAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--requests", "0"))
                .withMessage("--requests wants a number from 1 on, not '0'.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--seed"))
                .withMessage("--seed wants a number from 1 on, not ''.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--rounds", "3"))
                .withMessage("'--rounds' is no flag of the soak test.");
    }

    @Test
    void fewRequestsAreStretchedSoThatSessionsComeAndGo() {
        assertThat(new SoakOptions(20_000, 1).requestsPerSecond()).isBetween(333.0, 334.0);
        assertThat(new SoakOptions(1_000_000, 1).requestsPerSecond()).isEqualTo(2000);
    }

    @Test
    void requestFollowsFromItsNumberAndTheSeed() {
        assertThat(Plan.of(4711, 5, KEYS)).isEqualTo(Plan.of(4711, 5, KEYS)).isNotEqualTo(Plan.of(4711, 6, KEYS));
    }

    private static SoakOptions parse(String... words) {
        return SoakOptions.parse(List.of(words), 5);
    }
}
