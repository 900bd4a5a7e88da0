package dev.remocal.test.soak;

import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The sidecars that this process has started lately: whether they live, and the most that one ever took. */
final class SidecarMemory {

    private final Set<ProcessHandle> sidecars;
    private final Map<ProcessHandle, Long> peaks = new ConcurrentHashMap<>();

    /**
     * @param others that are another cluster's
     */
    SidecarMemory(Set<ProcessHandle> others) {
        sidecars = running();
        sidecars.removeAll(others);
    }

    static Set<ProcessHandle> running() {
        return ProcessHandle.current()
                .descendants()
                .filter(Project::isSidecar)
                .collect(Collectors.toCollection(HashSet::new));
    }

    int number() {
        return sidecars.size();
    }

    boolean allAlive() {
        return sidecars.stream().allMatch(ProcessHandle::isAlive);
    }

    /** What the kernel has seen so far; of one that is gone, what was read last. */
    long peakMiB() {
        sidecars.forEach(this::read);
        return peaks.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void read(ProcessHandle sidecar) {
        Path status = Path.of("/proc", Long.toString(sidecar.pid()), "status");
        try (var lines = Files.lines(status)) {
            lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .forEach(peak -> peaks.put(sidecar, peak));
        } catch (IOException gone) {
            peaks.putIfAbsent(sidecar, 0L);
        }
    }
}
