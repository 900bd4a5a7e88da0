package dev.remocal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for this session alone, which only its user may look into, and which ends with it. */
record PrivateFolder(Path path) implements AutoCloseable {

    static PrivateFolder make() throws IOException {
        return new PrivateFolder(Files.createTempDirectory("remocal-"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
