package dev.remocal.webhook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** The forms a configuration value may take; SmallRye Config puts its name and value before these sentences. */
final class Converters {

    private Converters() {}

    public static final class Port implements Converter<Integer> {

        private static final long serialVersionUID = 1;
        private static final int HIGHEST = 65_535;

        @Override
        public Integer convert(String value) {
            int port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
            return require(port > 0 && port <= HIGHEST, port, "allowed are 1 to " + HIGHEST);
        }
    }

    public static final class ReadableFile implements Converter<Path> {

        private static final long serialVersionUID = 1;

        @Override
        public Path convert(String value) {
            Path file = Path.of(value);
            return require(
                    Files.isReadable(file) && Files.isRegularFile(file), file, "it must be a file that can be read");
        }
    }

    public static final class Period implements Converter<Duration> {

        private static final long serialVersionUID = 1;

        @Override
        public Duration convert(String value) {
            long seconds = value.matches("\\d{1,9}s") ? Long.parseLong(value.substring(0, value.length() - 1)) : 0;
            return require(seconds > 0, Duration.ofSeconds(seconds), "allowed are whole seconds, 1s and above");
        }
    }

    private static <T> T require(boolean holds, T value, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
        return value;
    }
}
