package dev.remocal.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Leftovers leftovers = new Leftovers(Path.of("none"));

    @BeforeEach
    void state() {
        leftovers = new Leftovers(folder.resolve("state"));
    }

    @Test
    void aDeadProcessLeavesNothing() throws Exception {
        Path root = tree("root");
        leftovers.add(root, dead());
        leftovers.remove();
        assertThat(root).doesNotExist();
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    void aLivingProcessKeepsItsOwn() throws IOException {
        Path root = tree("root");
        Leftovers.Note note = leftovers.add(root);
        leftovers.remove();
        assertThat(root).isDirectory();
        note.remove();
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    void aNumberThatIsAnotherProcessesByNowDoesNotCount() throws IOException {
        Path root = tree("root");
        Path note = leftovers.add(root).file();
        Files.write(
                note, List.of(String.valueOf(ProcessHandle.current().pid()), "2001-01-01T00:00:00Z", root.toString()));
        leftovers.remove();
        assertThat(root).doesNotExist();
    }

    @Test
    void aFolderThatWasNotMadeHereIsNeverRemoved() throws Exception {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        leftovers.add(mine, dead());
        leftovers.remove();
        assertThat(mine).isDirectory();
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    void withoutNotesNothingIsDone() {
        leftovers.remove();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private Path tree(String name) {
        return FileTree.create(folder.resolve(name)).root();
    }

    private static ProcessHandle dead() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.toHandle();
    }
}
