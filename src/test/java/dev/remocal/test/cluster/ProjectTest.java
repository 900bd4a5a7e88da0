package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {

    @TempDir
    Path folder;

    @Test
    void aFolderMayHaveASpaceInItsName() throws IOException {
        Path classes = folder.resolve("a clone, 100 % new/classes");
        assertThat(Project.path(classes.toUri().toURL())).isEqualTo(classes);
    }

    @Test
    void anExecutableIsTakenInPlaceOfTheSidecar() throws IOException {
        Path file = Files.createFile(
                folder.resolve("sidecar"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(Project.requireExecutable("remocal.sidecar", "sidecar-proxy", file.toString()))
                .isEqualTo(file);
    }

    @Test
    void aFileThatIsNoneIsNamed() throws IOException {
        Path file = Files.createFile(
                folder.resolve("sidecar"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));

        assertThatThrownBy(() -> Project.requireExecutable("remocal.sidecar", "sidecar-proxy", file.toString()))
                .hasMessage(
                        file + ", which -Dremocal.sidecar names, is no executable file; build it with ./mvnw package"
                                + " -Dnative -pl sidecar-proxy -am, or leave the option out for the JVM.");
        assertThatThrownBy(() -> Project.requireExecutable("remocal.sidecar", "sidecar-proxy", folder.toString()))
                .hasMessageStartingWith(folder + ", which -Dremocal.sidecar names, is no executable file");
    }
}
