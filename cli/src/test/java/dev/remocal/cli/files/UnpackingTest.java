package dev.remocal.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackingTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Test
    void foldersAndFilesAreTaken() throws IOException {
        archive.putArchiveEntry(new TarArchiveEntry("data/empty/"));
        archive.closeArchiveEntry();
        add("data/x/run.sh", "echo", 0755);
        add("data/x/read-only", "text", 0444);
        assertThat(unpack()).isEmpty();
        assertThat(root.resolve("data/empty")).isEmptyDirectory();
        assertThat(root.resolve("data/x/run.sh")).hasContent("echo");
        assertThat(permissions("data/x/run.sh")).isEqualTo("rwxr-xr-x");
        assertThat(permissions("data/x/read-only")).isEqualTo("rw-r--r--");
    }

    @Test
    void linksAndDevicesAreLeftOut() throws IOException {
        link("data/soft", TarConstants.LF_SYMLINK, "/etc/passwd");
        link("data/hard", TarConstants.LF_LINK, "../../outside");
        link("data/device", TarConstants.LF_CHR, "");
        assertThat(unpack()).containsExactly("data/soft", "data/hard", "data/device");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void nothingLeavesTheFolder() throws IOException {
        add("data/../../outside", "text", 0644);
        assertThatThrownBy(this::unpack).hasMessage("data/../../outside leads out of the folder");
        assertThat(root.resolveSibling("outside")).doesNotExist();
    }

    @Test
    void filesBehindLinksAreNotChanged() throws IOException {
        Path volume = Files.createDirectories(root.resolve("etc/..data"));
        Files.createSymbolicLink(root.resolve("etc/app"), volume);
        add("etc/app/settings", "text", 0644);
        assertThat(unpack()).containsExactly("etc/app/settings");
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void whatIsTooLargeEnds() throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("data/large");
        entry.setSize(Unpacking.MAX_BYTES + 1);
        archive.putArchiveEntry(entry);
        archive.flush();
        assertThatThrownBy(() -> new Unpacking(root).unpack(new ByteArrayInputStream(bytes.toByteArray())))
                .hasMessage("it is larger than 1024 MiB; name a part of it");
    }

    private void add(String name, String text, int mode) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        archive.putArchiveEntry(entry);
        archive.write(content);
        archive.closeArchiveEntry();
    }

    private void link(String name, byte kind, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        entry.setLinkName(target);
        archive.putArchiveEntry(entry);
        archive.closeArchiveEntry();
    }

    private List<String> unpack() throws IOException {
        archive.close();
        return new Unpacking(root).unpack(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }
}
