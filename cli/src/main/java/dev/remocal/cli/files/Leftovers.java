package dev.remocal.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Remembers, in a file for each, which folders are to go when a process ends, so that the next process can remove those of one
 * that ended without doing so.
 */
public final class Leftovers {

    private static final String PREFIX = "files-";

    private final Path state;

    /** @param state the folder of the notes */
    public Leftovers(Path state) {
        this.state = state;
    }

    /** In the place that the XDG Base Directory Specification has for what lasts and is no configuration. */
    public static Leftovers standard() {
        Path base = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> Path.of(home(), ".local", "state"));
        return new Leftovers(base.resolve("remocal"));
    }

    /** A user without an entry in /etc/passwd may have HOME all the same. */
    private static String home() {
        String home = System.getenv("HOME");
        return home == null || home.isEmpty() ? System.getProperty("user.home") : home;
    }

    /** From here on the folder is this process's. */
    public Note add(Path root) {
        return add(root, ProcessHandle.current());
    }

    Note add(Path root, ProcessHandle owner) {
        try {
            Files.createDirectories(state);
            return new Note(Files.write(
                    state.resolve(PREFIX + UUID.randomUUID()),
                    List.of(String.valueOf(owner.pid()), start(owner), root.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the folders of processes that are gone; what cannot be removed is left for the next time. */
    public void remove() {
        try (Stream<Path> notes = Files.list(state)) {
            notes.filter(note -> note.getFileName().toString().startsWith(PREFIX))
                    .toList()
                    .forEach(Leftovers::removeIfDead);
        } catch (IOException e) {
            // No folder of notes: nothing is left over.
            return;
        }
    }

    private static void removeIfDead(Path note) {
        try {
            List<String> lines = Files.readAllLines(note);
            if (lines.size() == 3 && !isAlive(Long.parseLong(lines.get(0)), lines.get(1))) {
                Path root = Path.of(lines.get(2));
                if (FileTree.isMarked(root)) {
                    PlainFolder.delete(root);
                }
                Files.deleteIfExists(note);
            }
        } catch (IOException | NumberFormatException e) {
            System.getLogger(Leftovers.class.getName())
                    .log(System.Logger.Level.WARNING, "leftover stays note=" + note + " reason=" + e);
        }
    }

    /** A number may be another process's by now, which then has another start. */
    private static boolean isAlive(long pid, String start) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(Leftovers::start)
                .filter(start::equals)
                .isPresent();
    }

    private static String start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Says whose the folder is, until it is gone. */
    public record Note(Path file) {

        public void remove() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
