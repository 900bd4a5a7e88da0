package dev.remocal.test.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A process started for a test or the demo, with what it has printed so far. */
public final class LocalProcess implements AutoCloseable {

    /** How long a process may take to end after SIGTERM before it is killed. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final Path output;
    private final Path errors;

    LocalProcess(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to standard output so far. */
    public String output() {
        return read(output);
    }

    /** What it has written to standard error so far. */
    public String errors() {
        return read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its standard output satisfies a condition; fails at once when the process ends without. */
    public void awaitOutput(String what, Duration limit, Predicate<String> condition) {
        await(what, limit, () -> condition.test(output()));
    }

    /** Like {@link #awaitOutput}, for its standard error. */
    public void awaitErrors(String what, Duration limit, Predicate<String> condition) {
        await(what, limit, () -> condition.test(errors()));
    }

    private void await(String what, Duration limit, BooleanSupplier printed) {
        Awaiting.until(
                name + " prints " + what,
                limit,
                () -> {
                    boolean alive = isAlive();
                    if (printed.getAsBoolean()) {
                        return true;
                    }
                    if (!alive) {
                        throw new AssertionError(name + " ended with " + process.exitValue() + " before it printed "
                                + what + "\n" + this);
                    }
                    return false;
                },
                this::toString);
    }

    /** What it has started, and what those have. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Its exit code; fails when it does not end in time. */
    public int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " has not ended within " + limit + "\n" + this);
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGINT. */
    public void interrupt() {
        signal("INT");
    }

    /** SIGSTOP: it stands still, and its connections stay open. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** Java has no call for most of them. */
    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name + " pid=" + pid() + " alive=" + isAlive() + "\nstdout:\n" + output() + "\nstderr:\n" + errors();
    }
}
