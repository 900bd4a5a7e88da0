package dev.remocal.cli.names;

import java.util.List;

/** Whether the command alone can be shown names that the rest of the machine does not see. */
public sealed interface PrivateNames {

    /**
     * @param prefix to be put before the command and its arguments; it ends by becoming the command, with the same process,
     *     user, directory and terminal
     */
    record Available(List<String> prefix) implements PrivateNames {
        public Available {
            prefix = List.copyOf(prefix);
        }
    }

    /**
     * @param sentence why not, and what would help
     */
    record Unavailable(String sentence) implements PrivateNames {}
}
