package dev.remocal.cli;

import dev.remocal.cli.files.FileTree;
import dev.remocal.cli.files.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder for this session alone, which only its user may look into, and which ends with it; at the latest when the next
 * one begins.
 */
record PrivateFolder(FileTree tree, Optional<Leftovers.Note> note) implements AutoCloseable {

    static PrivateFolder make() throws IOException {
        FileTree tree = FileTree.create(Files.createTempDirectory("remocal-"));
        return new PrivateFolder(tree, noted(tree.root()));
    }

    /** Where the home cannot be written to, a session does without. */
    private static Optional<Leftovers.Note> noted(Path folder) {
        try {
            return Optional.of(Leftovers.standard().add(folder));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    Path path() {
        return tree.root();
    }

    @Override
    public void close() {
        tree.delete();
        note.ifPresent(Leftovers.Note::remove);
    }
}
