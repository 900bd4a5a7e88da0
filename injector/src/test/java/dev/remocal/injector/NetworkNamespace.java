package dev.remocal.injector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A network namespace that lasts as long as a process in it, which ends with this test's. */
final class NetworkNamespace implements AutoCloseable {

    private final Process holder;

    NetworkNamespace() {
        holder = ready(List.of("unshare", "--net", "sh", "-ec", "ip link set lo up; echo ready; read end || true"));
    }

    long pid() {
        return holder.pid();
    }

    /** Whatever it prints; fails where the command does. */
    String run(String... command) {
        return run(inside(command));
    }

    /** Returns once it has said that it is ready; it is to end with its standard input. */
    Process start(String... command) {
        return ready(inside(command));
    }

    private List<String> inside(String... command) {
        return Stream.concat(Stream.of("nsenter", "--target", String.valueOf(pid()), "--net"), Stream.of(command))
                .toList();
    }

    private static Process ready(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            if (!"ready".equals(output.readLine())) {
                throw new IllegalStateException("did not get ready: " + command);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(holder);
    }
}
