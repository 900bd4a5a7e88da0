package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Mode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that follow the attach. */
class TextOutputTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String ESCAPE = "\u001b";

    @Test
    void requestIsTimeMethodPathStatusDurationAndPod() {
        assertThat(print(Colours.OFF, request("/orders?id=7", 201)))
                .isEqualTo("03:04:05.678  POST    /orders?id=7  201  12 ms  payments-1\n");
    }

    @Test
    void requestWithoutAnAnswerHasNoStatus() {
        assertThat(print(Colours.OFF, request("/orders", null)))
                .isEqualTo("03:04:05.678  POST    /orders  ---  12 ms  payments-1\n");
    }

    @ParameterizedTest
    @CsvSource({"200, 32", "302, 32", "404, 33", "500, 31", ", 31"})
    void statusHasTheColourOfItsClass(@Nullable Integer status, int colour) {
        assertThat(print(Colours.ON, request("/", status))).contains(ESCAPE + "[" + colour + "m");
    }

    @Test
    void wholeConnectionIsALineWithItsBytes() {
        assertThat(print(Colours.OFF, new CliEvent.Connection("payments-1", 7, 3306, Mode.DIVERT, 517, 90_000, 1200)))
                .isEqualTo("03:04:05.678  TCP     port 3306  517 bytes in, 90000 bytes out  1200 ms  payments-1\n");
        assertThat(print(
                        Colours.OFF,
                        new CliEvent.Fallback("payments-1", 1, 3306, null, null, "local-refused", "Refused.")))
                .isEqualTo("03:04:05.678  warning: a connection to port 3306 was served by the cluster (local-refused):"
                        + " Refused. [payments-1]\n");
    }

    @Test
    void warningsSayWhatBecameOfARequest() {
        assertThat(print(
                        Colours.OFF,
                        new CliEvent.Fallback("payments-1", 1, 8080, "GET", "/a", "local-refused", "Refused.")))
                .isEqualTo("03:04:05.678  warning: GET /a was served by the cluster (local-refused): Refused."
                        + " [payments-1]\n");
        assertThat(print(Colours.OFF, new CliEvent.Dropped("payments-1", "queue-full", "Too slow.", 3)))
                .isEqualTo("03:04:05.678  warning: 3 given up (queue-full): Too slow. [payments-1]\n");
        assertThat(print(Colours.OFF, new CliEvent.Preempted("payments-1", 8080, "GET", "/a", "bob@desk", "Earlier.")))
                .isEqualTo("03:04:05.678  warning: GET /a went to bob@desk: Earlier. [payments-1]\n");
        assertThat(print(Colours.OFF, new CliEvent.Opaque("payments-1", 8080, "tls", "It is TLS.")))
                .isEqualTo("03:04:05.678  warning: It is TLS. (tls) [payments-1]\n");
        assertThat(print(Colours.OFF, new CliEvent.PodLost("payments-1", "closed", 200)))
                .isEqualTo("03:04:05.678  warning: lost pod payments-1 (closed); trying again in 200 ms\n");
        assertThat(print(Colours.OFF, new CliEvent.PodRefused("payments-2", "conflict", "Taken.")))
                .isEqualTo("03:04:05.678  warning: pod payments-2 refuses the session (conflict): Taken.\n");
    }

    @Test
    void endOfASessionSaysWhatIsUnderWayAndWhatWasDone() {
        assertThat(print(Colours.OFF, new CliEvent.Finishing(2, 5000)))
                .isEqualTo("03:04:05.678  finishing 2 requests under way, for at most 5000 ms; Ctrl-C cuts them off\n");
        assertThat(print(Colours.OFF, new CliEvent.Detached("interrupted", 1, 0, 12, 4)))
                .isEqualTo("Detached after 1 request and 0 fallbacks, 4 lines not printed.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\u0007", "\u009b", "\u007f", "\r\n", "\u202e", "\u2028"})
    void nothingFromTheNetworkReachesTheTerminalAsAControlCharacter(String hostile) {
        String path = "/a" + hostile + "b";
        String printed = print(Colours.OFF, request(path, 200))
                + print(Colours.OFF, new CliEvent.Fallback("p", 1, 8080, hostile, path, "tunnel-lost", hostile))
                + print(Colours.OFF, new CliEvent.Preempted("p", 8080, hostile, path, hostile, hostile))
                + print(Colours.OFF, new CliEvent.PodLost("p", hostile, 1));
        assertThat(printed.lines()).hasSize(4);
        assertThat(printed.replace("\n", "")).doesNotContain(hostile).matches("\\P{C}*");
        assertThat(printed).contains(String.format("\\u%04x", (int) hostile.charAt(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\u0007", "\u009b", "\u007f", "\r\n", "\u202e", "\u2028"})
    void jsonIsPlainAscii(String hostile) {
        StringWriter text = new StringWriter();
        new JsonOutput(new PrintWriter(text), Optional.empty()).print(TIME, request("/a" + hostile, 200));
        assertThat(text.toString().replace("\n", "")).matches("[\\x20-\\x7e]*");
    }

    private static CliEvent request(String path, @Nullable Integer status) {
        return new CliEvent.Request("payments-1", 1, 8080, Mode.DIVERT, "POST", path, status, 12);
    }

    private static String print(Colours colours, CliEvent event) {
        StringWriter text = new StringWriter();
        new TextOutput(new PrintWriter(text), colours, ZoneOffset.UTC).print(TIME, event);
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
