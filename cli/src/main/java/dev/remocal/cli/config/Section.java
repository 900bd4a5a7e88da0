package dev.remocal.cli.config;

import java.util.Map;
import java.util.Objects;

/** The values of one profile, or of the defaults, by key. */
public record Section(Map<String, Value> values) {

    static final Section EMPTY = new Section(Map.of());

    public Section {
        values = Map.copyOf(values);
    }

    /** Of a key that is there. */
    int line(Key key) {
        return Objects.requireNonNull(values.get(key.name())).line();
    }
}
