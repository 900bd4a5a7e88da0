package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGuardianTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void processesEndWithTheGuardian() throws IOException, InterruptedException {
        Process sleep;
        try (ProcessGuardian guardian = new ProcessGuardian()) {
            sleep = guardian.start(new ProcessBuilder("sleep", "600"));
            assertThat(sleep.isAlive()).isTrue();
        }
        assertThat(sleep.isAlive()).isFalse();
    }

    @Test
    void afterItsEndNothingIsStartedAndNoFolderMade(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("pod");
        ProcessBuilder builder = new ProcessBuilder("sleep", "600").directory(folder.toFile());
        ProcessGuardian guardian = new ProcessGuardian();
        guardian.close();
        assertThatIOException().isThrownBy(() -> guardian.start(builder)).withMessage("the cluster is closed");
        assertThat(folder).doesNotExist();
    }

    @Test
    void processesDoNotOutliveAJvmThatIsKilled() throws IOException, InterruptedException {
        Process guarded = new ProcessBuilder(
                        Project.java(), "-cp", System.getProperty("java.class.path"), Guarded.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(guarded.getInputStream(), StandardCharsets.UTF_8))) {
            ProcessHandle sleep =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            guarded.destroyForcibly().waitFor();
            Awaiting.until("the guarded process is gone", SOON, () -> !sleep.isAlive());
        } finally {
            guarded.destroyForcibly();
        }
    }

    /** A JVM of its own that starts a process, says which, and never ends by itself. */
    static final class Guarded {

        private Guarded() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Process sleep = new ProcessGuardian().start(new ProcessBuilder("sleep", "600"));
            System.out.println(sleep.pid());
            sleep.waitFor();
        }
    }
}
