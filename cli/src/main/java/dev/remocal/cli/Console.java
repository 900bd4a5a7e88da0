package dev.remocal.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Where a command writes to. */
record Console(PrintWriter out, PrintWriter err, Colours colours, Clock clock) {

    /** On a terminal with colours, unless NO_COLOR or the like asks for none. */
    static Console of(CommandLine commandLine) {
        Colours colours =
                commandLine.getColorScheme().ansi().enabled() && Ansi.AUTO.enabled() ? Colours.ON : Colours.OFF;
        return new Console(commandLine.getOut(), commandLine.getErr(), colours, Clock.system(ZoneId.systemDefault()));
    }

    EventOutput events(EventFormat format, Optional<String> profile) {
        return switch (format) {
            case text -> new TextOutput(out, colours, clock.getZone());
            case json -> new JsonOutput(out, profile);
        };
    }
}
