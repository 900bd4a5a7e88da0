package dev.remocal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the input of the command behind {@code --} comes from, and where its output goes. */
sealed interface CommandStreams {

    /** It has our terminal. */
    record OwnTerminal() implements CommandStreams {}

    /** It has our terminal, but not our stdout, which carries events only. */
    record OnlyStandardError(PrintStream standardError) implements CommandStreams {}

    /** It has nothing to read, and its lines go between ours. */
    record Shared(PrintWriter out, PrintWriter err) implements CommandStreams {}

    static CommandStreams of(Companions companions, EventFormat output, Console console) {
        boolean events = output == EventFormat.json;
        if (companions.present()) {
            return new Shared(events ? console.err() : console.out(), console.err());
        }
        return events ? new OnlyStandardError(System.err) : new OwnTerminal();
    }

    /** A started command, and the threads that copy its output. */
    record Started(Process process, List<Thread> copying) {}

    default Started start(ProcessBuilder builder) throws IOException {
        return switch (this) {
            case OwnTerminal() -> new Started(builder.inheritIO().start(), List.of());
            case OnlyStandardError(PrintStream err) -> {
                Process process =
                        builder.inheritIO().redirectOutput(Redirect.PIPE).start();
                yield new Started(
                        process, List.of(thread(() -> process.getInputStream().transferTo(err))));
            }
            case Shared(PrintWriter out, PrintWriter err) -> {
                Process process = builder.start();
                process.getOutputStream().close();
                yield new Started(
                        process,
                        List.of(
                                thread(() -> copy(process.getInputStream(), out)),
                                thread(() -> copy(process.getErrorStream(), err))));
            }
        };
    }

    private static void copy(InputStream stream, PrintWriter writer) throws IOException {
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                Lines lines = new Lines(writer::println)) {
            reader.transferTo(lines);
        }
    }

    private static Thread thread(Copy copy) {
        return Thread.ofPlatform().daemon().name("remocal-command-output").start(() -> {
            try {
                copy.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Ends with the output. */
    @FunctionalInterface
    interface Copy {
        void run() throws IOException;
    }
}
