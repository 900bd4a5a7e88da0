package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionClassesTest {

    @Test
    void whatIsTriedIsAValidSession() {
        assertThatCode(SessionClasses::use).doesNotThrowAnyException();
    }

    @Test
    void loadingCompletesOnceForAll() {
        SessionClasses classes = new SessionClasses();
        assertThat(classes.load()).isSameAs(classes.load());
        assertThat(classes.load()).succeedsWithin(Duration.ofSeconds(30));
    }
}
