package dev.remocal.test.bench;

import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.LocalProcesses;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What figures cannot be compared without: the machine, the versions, the flags. */
record Surroundings(Map<String, String> machine, Map<String, String> versions, Map<String, List<String>> flags) {

    private static final String NUMBER = "\\d+\\.\\d+(?:\\.\\d+)?(?:-[\\w.+]+)?";

    /** Behind the word where there is one: Envoy's path, which it prints first, may look like a version as well. */
    private static final Pattern VERSION = Pattern.compile("version:? .*?(" + NUMBER + ")|" + NUMBER);

    static Surroundings read(Project project, LocalProcesses processes, Set<Tool> tools) {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", value(lines("/proc/cpuinfo"), "model name"));
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("memory", value(lines("/proc/meminfo"), "MemTotal"));
        machine.put("kernel", System.getProperty("os.version"));
        Map<String, String> versions = new TreeMap<>();
        versions.put("JDK", System.getProperty("java.vm.version"));
        versions.put("remocal", commit(project, processes));
        for (Tool tool : tools) {
            versions.put(tool.program(), version(output(processes, List.of(tool.require(), tool.versionFlag()))));
        }
        return new Surroundings(machine, versions, flags(project));
    }

    /** The value of the first line {@code name : value}. */
    static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    /** The first thing in a program's own words that looks like a version. */
    static String version(String words) {
        Matcher version = VERSION.matcher(words);
        String found = "unknown";
        while (version.find()) {
            if (version.group(1) != null) {
                return version.group(1);
            }
            found = found.equals("unknown") ? version.group() : found;
        }
        return found;
    }

    private static String commit(Project project, LocalProcesses processes) {
        String root = project.root().toString();
        String commit = output(processes, List.of("git", "-C", root, "describe", "--always", "--dirty"))
                .trim();
        return commit.isEmpty() ? "unknown" : commit;
    }

    private static String output(LocalProcesses processes, List<String> command) {
        try (LocalProcess process = processes.start("version", Map.of(), command)) {
            process.awaitExit(BenchLimits.CONTROL_TIMEOUT);
            return process.output() + process.errors();
        }
    }

    private static Map<String, List<String>> flags(Project project) {
        Configurations.Ports ports = new Configurations.Ports(1, 2, 3);
        Map<String, List<String>> flags = new LinkedHashMap<>();
        flags.put(
                "remocal",
                Project.sidecarExecutable()
                        .map(file -> List.of(file.toString()))
                        .orElseGet(() -> jvmFlags(project)));
        flags.put("nginx", Configurations.nginx(ports).lines().toList());
        flags.put("haproxy", Configurations.haproxy(ports).lines().toList());
        flags.put("envoy", List.of("--concurrency", "1"));
        return flags;
    }

    private static List<String> jvmFlags(Project project) {
        return lines(project.file("sidecar-proxy/src/main/jvm/sidecar.jvmargs").toString()).stream()
                .filter(line -> line.startsWith("-"))
                .toList();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
