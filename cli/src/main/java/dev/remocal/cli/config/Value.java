package dev.remocal.cli.config;

import java.util.List;

/**
 * What a key is set to.
 *
 * @param line from 1
 */
public record Value(List<String> texts, int line) {

    public Value {
        texts = List.copyOf(texts);
    }
}
