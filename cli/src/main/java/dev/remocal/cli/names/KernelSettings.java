package dev.remocal.cli.names;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What sysctl(8) shows. */
public final class KernelSettings {

    private KernelSettings() {}

    /** Empty where this kernel does not have it. */
    public static Optional<String> value(String name) {
        // Files.readString reads as many bytes as the file says it has, which is none, and then one: 1024 becomes 1.
        try (BufferedReader reader = Files.newBufferedReader(Path.of("/proc/sys", name.split("\\.")))) {
            return Optional.ofNullable(reader.readLine()).map(String::strip);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
