package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged CLI, attached. */
final class Attachment implements AutoCloseable {

    /** A JVM start on a busy machine, and the admission on every pod. */
    private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration END_TIMEOUT = Duration.ofSeconds(20);

    private static final int SIGINT_EXIT = 130;
    private static final int SIGTERM_EXIT = 143;

    private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");

    private final LocalProcess cli;

    private Attachment(LocalProcess cli) {
        this.cli = cli;
    }

    /** Returns when the session is active on every pod of the target. */
    static Attachment attach(Cluster cluster, String namespace, String... arguments) {
        return attach(cluster, namespace, List.of(), List.of(arguments));
    }

    /** With words before the command, which see to it that another user runs it. */
    static Attachment attach(Cluster cluster, String namespace, List<String> before, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(Project.find().requireCommand("cli"));
        command.addAll(List.of("attach", "-n", namespace, "-o", "json"));
        command.addAll(arguments);
        LocalProcess cli = cluster.processes()
                .start("remocal", Map.of("KUBECONFIG", cluster.kubeconfig().toString()), command);
        Attachment attachment = new Attachment(cli);
        attachment.awaitEvent("attached", 1);
        return attachment;
    }

    /** How it ended, where its command came to its end. */
    int awaitExitCode(Duration limit) {
        return cli.awaitExit(limit);
    }

    /** The line that its command has printed and that begins like this. */
    String commandOutput(String start) {
        return cli.errors()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with " + start + ": " + cli));
    }

    /** Waits until its command has printed this; fails at once when it ends without. */
    void awaitCommandOutput(String text, Duration limit) {
        cli.awaitErrors(text, limit, output -> output.contains(text));
    }

    /** What its command runs as, and what that has started. */
    List<ProcessHandle> commandProcesses() {
        return cli.descendants();
    }

    /** Waits until an event has been printed so many times. */
    void awaitEvent(String event, int times) {
        cli.awaitOutput(times + " x " + event, ATTACH_TIMEOUT, output -> count(output, event) >= times);
    }

    long count(String event) {
        return count(cli.output(), event);
    }

    private static long count(String output, String event) {
        return output.lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .count();
    }

    /** When the command said that a pod which came later takes part. */
    Instant attachedAt(String pod) {
        return cli.output()
                .lines()
                .filter(line -> line.contains("\"event\":\"pod-attached\"") && line.contains("\"pod\":\"" + pod + "\""))
                .map(TIME::matcher)
                .filter(Matcher::find)
                .map(time -> Instant.parse(time.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pod + " was never attached: " + cli));
    }

    /** What a crash of the laptop does, as far as the cluster can see. */
    void kill() {
        cli.kill();
    }

    /** What a laptop that falls asleep does: connections stay open and carry nothing. */
    void suspend() {
        cli.suspend();
    }

    void resume() {
        cli.resume();
    }

    /** SIGTERM, and the clean end that follows it. */
    void detach() {
        cli.terminate();
        awaitExit(SIGTERM_EXIT);
    }

    /** What Ctrl-C does. */
    void interrupt() {
        cli.interrupt();
    }

    /** The end that Ctrl-C leads to. */
    void awaitInterrupted() {
        awaitExit(SIGINT_EXIT);
    }

    private void awaitExit(int expected) {
        int exit = cli.awaitExit(END_TIMEOUT);
        if (exit != expected) {
            throw new AssertionError("detached with " + exit + " instead of " + expected + "\n" + cli);
        }
    }

    @Override
    public void close() {
        cli.close();
    }

    @Override
    public String toString() {
        return cli.toString();
    }
}
