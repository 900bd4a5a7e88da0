package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the API server said to a question, or why it did not. */
public sealed interface Reading<T> {

    record Known<T>(T value) implements Reading<T> {}

    record Unknown<T>(CliFailure failure) implements Reading<T> {}

    static <T> Reading<T> of(Supplier<T> request) {
        try {
            return new Known<>(request.get());
        } catch (CliException e) {
            return new Unknown<>(e.failure());
        }
    }

    default Optional<T> known() {
        return switch (this) {
            case Known<T>(T value) -> Optional.of(value);
            case Unknown<T> unknown -> Optional.empty();
        };
    }

    default <R> Reading<R> map(Function<T, R> change) {
        return switch (this) {
            case Known<T>(T value) -> new Known<>(change.apply(value));
            case Unknown<T>(CliFailure failure) -> new Unknown<>(failure);
        };
    }
}
