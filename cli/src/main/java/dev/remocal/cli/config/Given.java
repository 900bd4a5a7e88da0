package dev.remocal.cli.config;

import java.util.Set;

/**
 * What the command line says itself.
 *
 * @param flags their long names without dashes
 */
public record Given(Set<String> flags, boolean target, boolean command) {

    boolean has(Key key) {
        return switch (key.name()) {
            case Keys.TARGET -> target;
            case Keys.COMMAND -> command;
            default -> flags.contains(key.name());
        };
    }
}
