package dev.remocal.test.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands such as the packaged CLI with their output captured in files; all of them end with this. */
public final class LocalProcesses implements AutoCloseable {

    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final Pattern IGNORED_SIGNALS = Pattern.compile("(?m)^SigIgn:\\s*(\\p{XDigit}+)$");
    private static final long SIGINT_BIT = 1 << 1;

    private final ProcessGuardian guardian = new ProcessGuardian();
    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * @param folder where the output goes
     */
    public LocalProcesses(Path folder) {
        this.folder = folder;
    }

    ProcessGuardian guardian() {
        return guardian;
    }

    /** Starts a command with more variables than this process has, and captures what it prints. */
    public LocalProcess start(String name, Map<String, String> environment, List<String> command) {
        Path own = folder.resolve("processes").resolve(name + "-" + number.incrementAndGet());
        try {
            Files.createDirectories(own);
            Path output = own.resolve("stdout");
            Path errors = own.resolve("stderr");
            ProcessBuilder builder = new ProcessBuilder(interruptible(command))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            return new LocalProcess(name, guardian.start(builder), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /**
     * A shell without job control starts what it puts in the background with SIGINT ignored (POSIX, section 2.11), and so
     * does everything below it, this process among them. What is started here is to be interrupted like in a terminal.
     */
    private static List<String> interruptible(List<String> command) throws IOException {
        if (!Files.isReadable(OWN_STATUS) || !ignoresInterrupts(Files.readString(OWN_STATUS))) {
            return command;
        }
        List<String> restored = new ArrayList<>(List.of("env", "--default-signal=INT"));
        restored.addAll(command);
        return restored;
    }

    private static boolean ignoresInterrupts(String status) {
        Matcher ignored = IGNORED_SIGNALS.matcher(status);
        return ignored.find() && (Long.parseUnsignedLong(ignored.group(1), 16) & SIGINT_BIT) != 0;
    }

    /** The packaged CLI of this checkout, against a cluster. */
    public LocalProcess cli(Project project, Path kubeconfig, String... arguments) {
        List<String> command = new ArrayList<>(project.requireCommand("cli"));
        command.addAll(List.of(arguments));
        return start("remocal", Map.of("KUBECONFIG", kubeconfig.toString()), command);
    }

    @Override
    public void close() {
        try {
            guardian.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
