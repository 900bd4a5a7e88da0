package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command behind {@code --}: the session ends with it. */
final class LocalCommand {

    /** How long an interrupted command may take to end before we leave it to itself. */
    private static final Duration END_TIMEOUT = Duration.ofMillis(300);

    /** How long the output of a command that has ended is waited for: what it left running may hold it open. */
    private static final Duration OUTPUT_TIMEOUT = Duration.ofMillis(300);

    /** On which terms a process is started. */
    @FunctionalInterface
    interface Launcher {

        Launcher DIRECTLY = Launch::run;

        CommandStreams.Started launch(Launch launch) throws IOException;
    }

    /** Starts a process. */
    @FunctionalInterface
    interface Launch {
        CommandStreams.Started run() throws IOException;
    }

    private final Process process;
    private final List<Thread> copying;

    private LocalCommand(CommandStreams.Started started) {
        this.process = started.process();
        this.copying = started.copying();
    }

    /**
     * @param launcher starts it
     * @param prefix what becomes the command, having prepared its surroundings; may be empty
     * @param environment all that it gets
     * @param folder where it runs; ours where it is empty
     */
    static LocalCommand start(
            Launcher launcher,
            List<String> prefix,
            List<String> command,
            Map<String, String> environment,
            Optional<Path> folder,
            CommandStreams streams) {
        String path = environment.getOrDefault("PATH", "");
        if (!prefix.isEmpty() && !Executables.isFound(folder.orElse(Path.of("")), command.getFirst(), path)) {
            throw new CliException(notStarted(command, folder));
        }
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(prefix.stream(), command.stream()).toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        folder.map(Path::toFile).ifPresent(builder::directory);
        try {
            return new LocalCommand(launcher.launch(() -> streams.start(builder)));
        } catch (IOException e) {
            throw new CliException(notStarted(command, folder), e);
        }
    }

    private static CliFailure notStarted(List<String> command, Optional<Path> folder) {
        String reason = folder.filter(path -> !Files.isDirectory(path))
                .map(path -> "there is no folder " + path)
                .orElse("no such program, or not executable");
        return new CliFailure.CommandNotStarted(command.getFirst(), reason);
    }

    /**
     * Waits for the command's end.
     *
     * @return its exit code, or empty where the interruption came first
     */
    Optional<Integer> await(CompletableFuture<Void> interrupted) {
        CompletableFuture<Integer> exitCode = process.onExit().thenApply(Process::exitValue);
        CompletableFuture.anyOf(exitCode, interrupted).join();
        if (interrupted.isDone()) {
            return Optional.empty();
        }
        awaitOutput();
        return Optional.of(exitCode.join());
    }

    /** Asks it to end, and waits a little for that. */
    void end() {
        // Process.destroy() would close our end of its output as well, and its last words with it.
        process.toHandle().destroy();
        try {
            process.waitFor(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaitOutput();
    }

    private void awaitOutput() {
        try {
            for (Thread thread : copying) {
                thread.join(OUTPUT_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
