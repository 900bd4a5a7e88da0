package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LibraryLogTest {

    @Test
    void showsWarningsButNotWhatFailuresTellAnyway() {
        String shown = shown(() -> {
            Logger.getLogger("org.example").warning("careful");
            Logger.getLogger("org.example").info("by the way");
            Logger.getLogger("io.netty.channel").warning("odd");
            Logger.getLogger("io.netty.channel").log(Level.SEVERE, "broken");
            Logger.getLogger("io.fabric8.kubernetes").severe("no connection");
            Logger.getLogger("io.vertx.core").severe("no connection either");
        });
        assertThat(shown.lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" careful"),
                        line -> assertThat(line).endsWith(" broken"));
    }

    private static String shown(Runnable logging) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        LibraryLog.to(shown);
        try {
            logging.run();
        } finally {
            LibraryLog.to(System.err);
        }
        return shown.toString(StandardCharsets.UTF_8);
    }
}
