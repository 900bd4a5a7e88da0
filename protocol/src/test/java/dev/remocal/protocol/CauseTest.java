package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CauseTest {

    @Test
    void isTheFirstLineOfTheMessage() {
        assertThat(Cause.of(new IOException("Connection reset\nby peer"))).isEqualTo("Connection reset");
    }

    @Test
    void isTheKindOfAnExceptionWithoutOne() {
        assertThat(Cause.of(new IOException())).isEqualTo("IOException");
        assertThat(Cause.of(new IOException(""))).isEqualTo("IOException");
        assertThat(Cause.of(new IOException(" "))).isEqualTo("IOException");
    }

    @Test
    void leavesOutWhatNettyPutsBeforeTheSystemsWords() {
        assertThat(Cause.of(new IOException("connect(..) failed with error(-111): Connection refused")))
                .isEqualTo("Connection refused");
    }
}
