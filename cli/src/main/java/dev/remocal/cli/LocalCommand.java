package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command behind {@code --}: it has our terminal, and the session ends with it. */
final class LocalCommand {

    /** How long an interrupted command may take to end before we leave it to itself. */
    private static final Duration END_TIMEOUT = Duration.ofMillis(300);

    private final Process process;

    private LocalCommand(Process process) {
        this.process = process;
    }

    /**
     * @param prefix what becomes the command, having prepared its surroundings; may be empty
     * @param environment all that it gets
     * @param output with json our stdout carries events only, so the command's goes to stderr
     */
    static LocalCommand start(
            List<String> prefix, List<String> command, Map<String, String> environment, EventFormat output) {
        if (!prefix.isEmpty() && !Executables.isFound(command.getFirst(), environment.getOrDefault("PATH", ""))) {
            throw new CliException(notStarted(command));
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Stream.concat(prefix.stream(), command.stream()).toList())
                    .inheritIO();
            builder.environment().clear();
            builder.environment().putAll(environment);
            return output == EventFormat.text ? new LocalCommand(builder.start()) : toStandardError(builder);
        } catch (IOException e) {
            throw new CliException(notStarted(command), e);
        }
    }

    private static CliFailure notStarted(List<String> command) {
        return new CliFailure.CommandNotStarted(command.getFirst(), "no such program, or not executable");
    }

    private static LocalCommand toStandardError(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectOutput(Redirect.PIPE).start();
        Thread.ofPlatform().daemon().name("remocal-command-output").start(() -> copyToStandardError(process));
        return new LocalCommand(process);
    }

    private static void copyToStandardError(Process process) {
        try {
            process.getInputStream().transferTo(System.err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the command's end.
     *
     * @return its exit code, or empty where the interruption came first
     */
    Optional<Integer> await(CompletableFuture<Void> interrupted) {
        CompletableFuture<Integer> exitCode = process.onExit().thenApply(Process::exitValue);
        CompletableFuture.anyOf(exitCode, interrupted).join();
        return interrupted.isDone() ? Optional.empty() : Optional.of(exitCode.join());
    }

    /** Asks it to end, and waits a little for that. */
    void end() {
        process.destroy();
        try {
            process.waitFor(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
