package dev.remocal.cli;

import java.io.Writer;
import java.util.function.Consumer;

/** Cuts what is written into lines. */
final class Lines extends Writer {

    /** Longer than what people read; a line without an end is handed on in pieces. */
    private static final int MAX_LINE_CHARACTERS = 16 * 1024;

    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();

    Lines(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        synchronized (lock) {
            for (int index = offset; index < offset + length; index++) {
                write(characters[index]);
            }
        }
    }

    private void write(char character) {
        if (character != '\n') {
            line.append(character);
        }
        if (character == '\n' || line.length() == MAX_LINE_CHARACTERS) {
            handOn();
        }
    }

    private void handOn() {
        boolean carriageReturn = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
        lines.accept(line.substring(0, line.length() - (carriageReturn ? 1 : 0)));
        line.setLength(0);
    }

    /** A line that has not ended yet stays. */
    @Override
    public void flush() {}

    @Override
    public void close() {
        synchronized (lock) {
            if (!line.isEmpty()) {
                handOn();
            }
        }
    }
}
