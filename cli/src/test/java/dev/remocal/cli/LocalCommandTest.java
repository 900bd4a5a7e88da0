package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalCommandTest {

    private static final String SAYS_GOODBYE =
            "trap 'echo bye; exit' TERM; echo ready; while :; do sleep 1 >/dev/null 2>&1 & wait $!; done";

    @Test
    void lastWordsOfACommandThatIsToldToEndAreHeard() throws Exception {
        PipedInputStream printed = new PipedInputStream();
        try (PrintStream events = new PrintStream(new PipedOutputStream(printed), true, StandardCharsets.UTF_8);
                BufferedReader lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
            LocalCommand command = LocalCommand.start(
                    LocalCommand.Launcher.DIRECTLY,
                    List.of(),
                    List.of("sh", "-c", SAYS_GOODBYE),
                    Map.of("PATH", System.getenv("PATH")),
                    Optional.empty(),
                    new CommandStreams.OnlyStandardError(events));
            assertThat(lines.readLine()).isEqualTo("ready");
            command.end();
            assertThat(lines.readLine()).isEqualTo("bye");
        }
    }
}
