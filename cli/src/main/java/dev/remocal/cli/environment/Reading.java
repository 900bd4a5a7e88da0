package dev.remocal.cli.environment;

import java.util.function.Function;

/** What came of asking the cluster for something. */
public sealed interface Reading<T> {

    record Found<T>(T value) implements Reading<T> {}

    /** @param reason a sentence that names what is missing */
    record Absent<T>(String reason) implements Reading<T> {}

    /** @param reason a sentence that names what may not or cannot be read, and the next step */
    record Unreadable<T>(String reason) implements Reading<T> {}

    default <R> Reading<R> map(Function<T, R> function) {
        return switch (this) {
            case Found<T>(T value) -> new Found<>(function.apply(value));
            case Absent<T>(String reason) -> new Absent<>(reason);
            case Unreadable<T>(String reason) -> new Unreadable<>(reason);
        };
    }
}
