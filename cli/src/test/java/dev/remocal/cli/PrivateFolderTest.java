package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.files.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class PrivateFolderTest {

    @Test
    void isItsUsersAloneAndEndsWithItsSession() throws Exception {
        PrivateFolder folder = PrivateFolder.make();
        Path path = folder.path();
        try (folder) {
            Files.writeString(path.resolve("hosts"), "127.0.0.1 localhost");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        assertThat(path).doesNotExist();
    }

    /** What remains of a process that was killed goes by the same note, when the next one begins. */
    @Test
    void isNotedForAsLongAsItIsThere() throws Exception {
        PrivateFolder folder = PrivateFolder.make();
        Path note = folder.note().map(Leftovers.Note::file).orElseThrow();
        try (folder) {
            assertThat(note).content().contains(folder.path().toString());
        }
        assertThat(note).doesNotExist();
    }
}
