package dev.remocal.test.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of a process in /proc: its CPU time and its memory. */
final class ProcFiles {

    /** USER_HZ: what /proc/PID/stat counts in, whatever the kernel's own clock (proc(5), time(7)). */
    private static final double MICROS_PER_TICK = 1e6 / 100;

    /** Fields of /proc/PID/stat after the name: the 14th and 15th of all are utime and stime, proc_pid_stat(5). */
    private static final int USER_TIME = 14 - 3;

    private static final int SYSTEM_TIME = 15 - 3;

    private ProcFiles() {}

    /** User and system time of a process and of all that it has started and that still run. */
    static double cpuMicros(long pid) {
        Stream<Long> children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid);
        return Stream.concat(Stream.of(pid), children)
                .mapToDouble(one -> cpuMicros(read(one, "stat")))
                .sum();
    }

    /** The name of a process stands in parentheses and may hold anything, parentheses too. */
    static double cpuMicros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * MICROS_PER_TICK;
    }

    /**
     * Resident memory in MiB.
     *
     * @param anonymous the part that is backed by no file, and so is shared with nobody
     */
    record Memory(double resident, double anonymous) {}

    static Memory memory(long pid) {
        return memory(read(pid, "smaps_rollup"));
    }

    static Memory memory(String smapsRollup) {
        return new Memory(mebibytes(smapsRollup, "Rss:"), mebibytes(smapsRollup, "Anonymous:"));
    }

    /** The most that has ever been resident, in MiB. */
    static double highestResident(long pid) {
        return mebibytes(read(pid, "status"), "VmHWM:");
    }

    static double mebibytes(String lines, String name) {
        return lines.lines()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " is gone, or its /proc cannot be read", e);
        }
    }
}
