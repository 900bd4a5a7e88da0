package dev.remocal.cli;

import dev.remocal.cli.config.ConfigFile;
import dev.remocal.cli.config.Workplace;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** {@code remocal up}: several attachments in this process, each on a thread of its own, that end together. */
final class Up {

    private record Ended(String profile, int exitCode) {}

    private final Workplace workplace;
    private final Console console;
    private final EventFormat output;
    private final boolean verbose;
    private final Companions companions = Companions.some();

    Up(Workplace workplace, Console console, EventFormat output, boolean verbose) {
        this.workplace = workplace;
        this.console = console;
        this.output = output;
        this.verbose = verbose;
    }

    /** All of the file where none is named. */
    static List<String> chosen(List<String> named, ConfigFile file) {
        List<String> known = List.copyOf(file.profiles().keySet());
        if (known.isEmpty()) {
            throw new CliException(
                    new CliFailure.WrongConfiguration(file.path() + " has no profiles; add one under 'profiles'"));
        }
        named.forEach(file::profile);
        return named.isEmpty() ? known : named.stream().distinct().toList();
    }

    /**
     * Returns when all have ended.
     *
     * @return the exit code of the first that did
     */
    int run(List<String> profiles) {
        int width = profiles.stream().mapToInt(String::length).max().orElse(0);
        CompletableFuture<Ended> first = new CompletableFuture<>();
        List<Thread> threads = IntStream.range(0, profiles.size())
                .mapToObj(number -> start(profiles.get(number), label(profiles.get(number), number, width), first))
                .toList();
        Ended ended = first.join();
        if (threads.size() > 1 && !Interruption.happened()) {
            console.err()
                    .println(ended.profile() + " has ended with exit code " + ended.exitCode()
                            + ", and so do the others");
        }
        companions.ending().complete(null);
        threads.forEach(Up::await);
        return ended.exitCode();
    }

    private String label(String profile, int number, int width) {
        return console.colours().label(number, Printable.of(profile) + " ".repeat(width - profile.length()) + " | ");
    }

    private Thread start(String profile, String label, CompletableFuture<Ended> first) {
        return Thread.ofPlatform()
                .name("remocal-" + profile)
                .start(() -> first.complete(new Ended(profile, attach(profile, label))));
    }

    private int attach(String profile, String label) {
        PrintWriter events = output == EventFormat.json ? console.out() : labelled(label, console.out());
        String[] arguments = arguments(profile).toArray(String[]::new);
        return Remocal.commandLine(new RemocalCommand(workplace, companions), new Failures(), arguments)
                .setOut(events)
                .setErr(labelled(label, console.err()))
                .execute(arguments);
    }

    private static PrintWriter labelled(String label, PrintWriter writer) {
        return new PrintWriter(
                new Lines(line -> {
                    writer.println(label + line);
                    writer.flush();
                }),
                true);
    }

    private List<String> arguments(String profile) {
        List<String> arguments = new ArrayList<>(List.of("attach", "--profile=" + profile, "--output=" + output));
        if (verbose) {
            arguments.add("--verbose");
        }
        return arguments;
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
