package dev.remocal.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void filesAreSeenThroughLinksAsInAPod() throws IOException {
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.write(files(whole("/etc/app", Map.of("a", file("1", 0640), "sub/b", file("2", 0400)))));

        Path mount = tree.root().resolve("etc/app");
        assertThat(mount.resolve("a")).hasContent("1").isSymbolicLink();
        assertThat(mount.resolve("sub/b")).hasContent("2");
        assertThat(Files.readSymbolicLink(mount.resolve("sub"))).isEqualTo(Path.of("..data/sub"));
        assertThat(permissions(mount.resolve("a"))).isEqualTo("rw-r-----");
        assertThat(permissions(mount.resolve("sub/b"))).isEqualTo("r--------");
        assertThat(permissions(tree.root())).isEqualTo("rwx------");
    }

    @Test
    void aChangeSwapsAllFilesOfAVolumeAtOnce() throws IOException {
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.write(files(whole("/etc/app", Map.of("stays", file("1", 0644), "goes", file("1", 0644)))));
        Path data = tree.root().resolve("etc/app/..data");
        Path before = Files.readSymbolicLink(data);

        Mount changed = whole("/etc/app", Map.of("stays", file("2", 0644), "comes", file("2", 0644)));
        assertThat(tree.update(files(changed))).containsExactly("/etc/app");
        assertThat(Files.readSymbolicLink(data)).isNotEqualTo(before);
        assertThat(names(tree.root().resolve("etc/app")))
                .containsExactlyInAnyOrder(
                        "..data", Files.readSymbolicLink(data).toString(), "stays", "comes");
        assertThat(tree.root().resolve("etc/app/stays")).hasContent("2");
    }

    @Test
    void whatHasNotChangedIsLeftAlone() throws IOException {
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.write(files(whole("/etc/app", Map.of("a", file("1", 0644)))));
        Path before = Files.readSymbolicLink(tree.root().resolve("etc/app/..data"));

        assertThat(tree.update(files(whole("/etc/app", Map.of("a", file("1", 0644))))))
                .isEmpty();
        assertThat(Files.readSymbolicLink(tree.root().resolve("etc/app/..data")))
                .isEqualTo(before);
    }

    @Test
    void partsAreFilesOfTheirOwnWhichDoNotFollow() {
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.write(files(
                new Mount.Part("/etc/one.txt", Map.of("", file("1", 0600))),
                new Mount.Part("/etc/some", Map.of("a/b", file("2", 0644)))));
        assertThat(tree.root().resolve("etc/one.txt")).hasContent("1").isRegularFile();
        assertThat(tree.root().resolve("etc/some/a/b")).hasContent("2");

        assertThat(tree.update(files(new Mount.Part("/etc/one.txt", Map.of("", file("changed", 0600))))))
                .isEmpty();
        assertThat(tree.root().resolve("etc/one.txt")).hasContent("1");
    }

    @Test
    void aMountWithinAMountStays() {
        FileTree tree = FileTree.create(folder.resolve("root"));
        Mount inner = whole("/etc/app/inner", Map.of("b", file("inner", 0644)));
        tree.write(files(whole("/etc/app", Map.of("a", file("1", 0644))), inner));
        tree.update(files(whole("/etc/app", Map.of("a", file("2", 0644))), inner));
        assertThat(tree.root().resolve("etc/app/inner/b")).hasContent("inner");
    }

    @Test
    void aFolderWithOtherFilesIsRefused() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");
        assertThatThrownBy(() -> FileTree.createOrUpdate(folder))
                .hasMessage(folder + " has other files in it; choose a folder that is empty or does not exist.");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void aFolderFromBeforeIsUpdatedOnlyWhereThatIsWanted() {
        Path root = folder.resolve("root");
        FileTree.create(root).write(files(whole("/etc/app", Map.of("a", file("1", 0644)))));
        assertThatThrownBy(() -> FileTree.create(root)).hasMessageContaining("has other files in it");
        FileTree.createOrUpdate(root).write(files(whole("/etc/app", Map.of("a", file("2", 0644)))));
        assertThat(root.resolve("etc/app/a")).hasContent("2");
    }

    @Test
    void nothingIsWrittenOutsideTheFolder() {
        FileTree tree = FileTree.create(folder.resolve("root"));
        assertThatThrownBy(() -> tree.write(files(whole("/../outside", Map.of("a", file("1", 0644))))))
                .hasMessageContaining("leads out of the folder");
        assertThatThrownBy(() -> tree.write(files(whole("/etc", Map.of("../../../a", file("1", 0644))))))
                .hasMessageContaining("leads out of the folder");
        assertThat(folder).isDirectoryNotContaining("glob:**a");
    }

    @Test
    void deletingFollowsNoLink() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.write(files(whole("/etc/app", Map.of("a", file("1", 0400)))));
        Files.createSymbolicLink(tree.root().resolve("link"), folder);
        tree.delete();
        assertThat(tree.root()).doesNotExist();
        assertThat(mine).hasContent("mine");
    }

    @Test
    void nothingComesBackAfterTheEnd() {
        FileTree tree = FileTree.create(folder.resolve("root"));
        tree.delete();
        assertThat(tree.update(files(whole("/etc/app", Map.of("a", file("1", 0644))))))
                .isEmpty();
        assertThat(tree.root()).doesNotExist();
    }

    private static ContainerFiles files(Mount... mounts) {
        return new ContainerFiles(List.of(mounts), List.of(), List.of());
    }

    private static Mount whole(String path, Map<String, VolumeFile> files) {
        return new Mount.Whole(path, files);
    }

    private static VolumeFile file(String text, int mode) {
        return new VolumeFile(text.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
