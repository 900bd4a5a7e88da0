package dev.remocal.cli.names;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds out, by doing it once, whether the command can have files of its own in the place of the laptop's. */
public final class NamespaceProbe {

    private static final List<String> FILES = List.of("hosts", "nsswitch.conf", "resolv.conf");
    private static final int ROOT = 0;

    private NamespaceProbe() {}

    /**
     * @param folder with a hosts file, and nsswitch.conf and resolv.conf where they are to be others too. What is written
     *     into these files later is seen at once; a file that is put in their place is not.
     */
    public static PrivateNames probe(Path folder) {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return new PrivateNames.Unavailable(NamespaceRefusal.elsewhere(system));
        }
        try {
            return probe(mounts(folder, Path.of("/etc")));
        } catch (IOException e) {
            return new PrivateNames.Unavailable(NamespaceRefusal.explain(settings(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new PrivateNames.Unavailable(NamespaceRefusal.explain(settings(), "interrupted"));
        }
    }

    static List<NamespaceCommand.Mount> mounts(Path folder, Path system) throws IOException {
        List<NamespaceCommand.Mount> mounts = new ArrayList<>();
        for (String file : FILES) {
            Path source = folder.resolve(file);
            Path target = system.resolve(file);
            if (Files.exists(source) && Files.exists(target)) {
                mounts.add(new NamespaceCommand.Mount(
                        source.toRealPath().toString(), target.toRealPath().toString()));
            }
        }
        return mounts;
    }

    private static PrivateNames probe(List<NamespaceCommand.Mount> mounts) throws IOException, InterruptedException {
        String said = "";
        for (List<String> prefix : candidates(mounts)) {
            Optional<String> failure = attempt(prefix, mounts);
            if (failure.isEmpty()) {
                return new PrivateNames.Available(prefix);
            }
            said = failure.get();
        }
        return new PrivateNames.Unavailable(NamespaceRefusal.explain(settings(), said));
    }

    private static List<List<String>> candidates(List<NamespaceCommand.Mount> mounts) throws IOException {
        List<String> asUser = NamespaceCommand.asUser(mounts);
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return user.equals(ROOT) ? List.of(NamespaceCommand.asRoot(mounts), asUser) : List.of(asUser);
    }

    /** Empty where it went well, otherwise the last of what was said. */
    private static Optional<String> attempt(List<String> prefix, List<NamespaceCommand.Mount> mounts)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(prefix.stream(), check(mounts)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(NameLimits.PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return Optional.of("`unshare` took more than " + NameLimits.PROBE_TIMEOUT.toSeconds() + " s");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of(said.lines().reduce((first, second) -> second).orElse(""));
    }

    /** That each target is its source now. */
    private static Stream<String> check(List<NamespaceCommand.Mount> mounts) {
        return Stream.concat(
                Stream.of(
                        "sh", "-c", "while [ $# -gt 0 ]; do [ \"$1\" -ef \"$2\" ] || exit 1; shift 2; done", "remocal"),
                mounts.stream().flatMap(mount -> Stream.of(mount.source(), mount.target())));
    }

    private static Map<String, String> settings() {
        Map<String, String> values = new HashMap<>();
        NamespaceRefusal.settings()
                .forEach(setting -> KernelSettings.value(setting).ifPresent(value -> values.put(setting, value)));
        return values;
    }
}
