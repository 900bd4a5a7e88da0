package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {

    @Test
    void findsAProgramOnThePath(@TempDir Path folder) throws Exception {
        Path envoy = Files.createFile(
                folder.resolve("envoy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(Tool.ENVOY.find("/nowhere" + File.pathSeparator + folder)).contains(envoy);
    }

    @Test
    void saysWhatIsMissingAndHowToInstallIt() {
        assertThat(Tool.H2LOAD.missing()).isEqualTo("h2load is missing: apt-get install nghttp2-client");
    }
}
