package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Remocal's own processes on this machine take: the commands, and on the local cluster the sidecars as well. Needs
 * Linux: elsewhere there is nothing to read it from, and nothing is compared.
 */
final class ResidentMemory {

    /** What a JVM compiles and allocates meanwhile; far less than a body that piles up. */
    private static final long MOST_GROWTH_BYTES = 48L * 1024 * 1024;

    private static final Path PROCESSES = Path.of("/proc");

    private final Map<ProcessHandle, Long> before;

    private ResidentMemory(Map<ProcessHandle, Long> before) {
        this.before = before;
    }

    static ResidentMemory now() {
        Map<ProcessHandle, Long> processes = ProcessHandle.current()
                .descendants()
                .filter(ResidentMemory::isRemocal)
                .collect(Collectors.toMap(Function.identity(), ResidentMemory::bytes));
        assertThat(processes)
                .as("processes of Remocal")
                .hasSizeGreaterThanOrEqualTo(Files.isDirectory(PROCESSES) ? 1 : 0);
        return new ResidentMemory(processes);
    }

    /** Fails where one of the processes has grown by more than it may. */
    void assertNotGrown() {
        before.forEach((process, bytes) -> assertThat(bytes(process) - bytes)
                .as("bytes by which process %d grew: %s", process.pid(), process.info())
                .isLessThan(MOST_GROWTH_BYTES));
    }

    private static boolean isRemocal(ProcessHandle process) {
        return Files.isDirectory(PROCESSES)
                && (Project.hasArgument(process, "cli.jvmargs") || Project.isSidecar(process));
    }

    private static long bytes(ProcessHandle process) {
        return bytes(process.pid(), "VmRSS:");
    }

    /** What a process has taken at its highest so far. */
    static long highestBytes(long pid) {
        return bytes(pid, "VmHWM:");
    }

    private static long bytes(long pid, String field) {
        Path status = PROCESSES.resolve(Long.toString(pid)).resolve("status");
        try (var lines = Files.lines(status)) {
            String kibibytes = lines.filter(line -> line.startsWith(field))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(status + " has no " + field));
            return Long.parseLong(kibibytes.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
