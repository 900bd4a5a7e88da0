package dev.remocal.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapturedPortsTest {

    @Test
    void entriesAreReadInOrder() {
        assertThat(new CapturedPorts(List.of("http=14100:8080", " 9000=14101:9000", "web=80:14102/shift")).all())
                .containsExactly(
                        new CapturedPort("http", 14100, 8080),
                        new CapturedPort("9000", 14101, 9000),
                        new CapturedPort("web", 80, 14102, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http            | name=listen:app, such as http=14100:8080
            http=14100      | name=listen:app
            =14100:8080     | name=listen:app
            http=14100:0    | port 0 is not in 1 to 65535
            http=70000:8080 | port 70000 is not in 1 to 65535
            """)
    void wrongEntryStopsTheStartWithItsNameValueAndWhatIsAllowed(String entry, String sentence) {
        assertThatThrownBy(() -> new CapturedPorts(List.of(entry)))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContainingAll("REMOCAL_PORTS", "'" + entry + "'", sentence);
    }

    @Test
    void numbersMayNotOccurTwice() {
        assertThatThrownBy(() -> new CapturedPorts(List.of("a=14100:8080", "b=14100:9000")))
                .hasMessageContaining("listen port 14100 occurs twice");
        assertThatThrownBy(() -> new CapturedPorts(List.of("a=14100:8080", "b=14101:8080")))
                .hasMessageContaining("app port 8080 occurs twice");
    }

    @Test
    void noPortsIsNoStart() {
        assertThatThrownBy(() -> new CapturedPorts(List.of())).hasMessageContaining("REMOCAL_PORTS) is not set");
    }
}
