package dev.remocal.cli.config;

import java.nio.file.Path;
import java.util.Map;

/** Where a command was started. */
public record Workplace(Path folder, Map<String, String> variables) {

    public static Workplace here() {
        return new Workplace(Path.of(""), System.getenv());
    }
}
