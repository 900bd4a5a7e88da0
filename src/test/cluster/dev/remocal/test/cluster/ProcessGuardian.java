package dev.remocal.test.cluster;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that no process outlives this one, even when this one is killed with SIGKILL: a shell is told of every
 * process and, when its standard input ends with this process, kills those still there. Works for any command, on every
 * Unix, where PR_SET_PDEATHSIG would tie a child to the one thread that started it.
 */
final class ProcessGuardian implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' INT HUP TERM
            pids=' '
            while read -r verb pid; do
              case $verb in
                add) pids="$pids$pid " ;;
                gone) pids="${pids%% $pid *} ${pids#* $pid }" ;;
              esac
            done
            for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
            """;

    private final Process shell;
    private final Writer input;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private boolean closed;
    private final Thread hook = new Thread(this::killAll, "kill-processes");

    ProcessGuardian() {
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        input = new BufferedWriter(new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.US_ASCII));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Nothing is started any more once the end has begun: a restart policy must not outlive it. The same goes for the folder that
     * a process runs in, which is made here.
     */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("the cluster is closed");
        }
        if (builder.directory() != null) {
            Files.createDirectories(builder.directory().toPath());
        }
        Process process = builder.start();
        processes.add(process);
        tell("add", process);
        Thread.ofVirtual().start(() -> forget(process.onExit().join()));
        return process;
    }

    private void forget(Process process) {
        if (processes.remove(process)) {
            tell("gone", process);
        }
    }

    private synchronized void tell(String verb, Process process) {
        try {
            input.write(verb + " " + process.pid() + "\n");
            input.flush();
        } catch (IOException e) {
            // The shell has ended with close(): by then every process has been killed.
            processes.remove(process);
        }
    }

    private void killAll() {
        synchronized (this) {
            closed = true;
        }
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    @Override
    public void close() throws IOException {
        killAll();
        processes.forEach(process -> process.onExit().join());
        synchronized (this) {
            input.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            processes.clear();
        }
    }
}
