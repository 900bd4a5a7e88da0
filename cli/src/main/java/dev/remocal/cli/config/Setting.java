package dev.remocal.cli.config;

import dev.remocal.cli.config.Key.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * A value in force.
 *
 * @param origin a variable, a place in the file, or that it is built in
 */
public record Setting(Key key, List<String> texts, String origin) {

    /** As flags of the command line. */
    Stream<String> flags() {
        String flag = "--" + key.name();
        if (key.shape() == Shape.SWITCH) {
            return Boolean.parseBoolean(texts.getFirst()) ? Stream.of(flag) : Stream.empty();
        }
        return texts.stream().map(text -> flag + "=" + text);
    }
}
