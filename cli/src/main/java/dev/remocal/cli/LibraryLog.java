package dev.remocal.cli;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.OutputStream;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.OutputStreamHandler;

/** What libraries log, of which warnings are shown; the command itself logs nothing. */
final class LibraryLog {

    private static final String FORMAT = "%d{HH:mm:ss.SSS} %-5p %s%e%n";

    /** What goes wrong on the way to the cluster is told as a failure of the command, in one sentence. */
    private static final Map<String, Level> LEVELS = Map.of(
            "",
            Level.WARNING,
            "io.fabric8",
            Level.OFF,
            "io.vertx",
            Level.OFF,
            "io.netty",
            org.jboss.logmanager.Level.ERROR);

    private LibraryLog() {}

    static void to(OutputStream stream) {
        LEVELS.forEach((category, level) -> Logger.getLogger(category).setLevel(level));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(
                new Handler[] {new OutputStreamHandler(stream, new PatternFormatter(FORMAT))});
    }
}
