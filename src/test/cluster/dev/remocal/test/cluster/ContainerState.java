package dev.remocal.test.cluster;

import java.time.Instant;

/** What a container is doing, as {@code kubectl get pod -o yaml} shows it. */
sealed interface ContainerState {

    record Waiting(String reason, String message) implements ContainerState {}

    record Running(Instant startedAt) implements ContainerState {}

    record Terminated(int exitCode, Instant startedAt, Instant finishedAt) implements ContainerState {

        String reason() {
            return exitCode == 0 ? "Completed" : "Error";
        }
    }
}
