package dev.remocal.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Those that run beside an attachment in this process.
 *
 * @param ending completed when all of them are to end
 * @param present where there are some, the terminal is nobody's own
 */
record Companions(CompletableFuture<Void> ending, boolean present) {

    static Companions none() {
        return new Companions(new CompletableFuture<>(), false);
    }

    static Companions some() {
        return new Companions(new CompletableFuture<>(), true);
    }
}
