package dev.remocal.cli.files;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A container's files below a folder of the user's, who alone can look into it. */
public final class FileTree {

    /** In every folder that was made for this, so that no other is ever emptied or deleted. */
    private static final String MARK = ".remocal-files";

    private static final int OWNER_ONLY = 0700;

    private final Path root;
    private final Map<String, Map<String, VolumeFile>> written = new HashMap<>();
    private boolean deleted;

    private FileTree(Path root) {
        this.root = root;
    }

    /**
     * Makes the folder, or takes one that is empty.
     *
     * @throws CliException where there is something in it, or it cannot be written
     */
    public static FileTree create(Path folder) {
        return open(folder, false);
    }

    /** The same, and one that was made here before is taken too. */
    public static FileTree createOrUpdate(Path folder) {
        return open(folder, true);
    }

    private static FileTree open(Path folder, boolean again) {
        Path root = folder.toAbsolutePath().normalize();
        return attempt(root, () -> {
            Files.createDirectories(root);
            if (!isEmpty(root) && !(again && isMarked(root))) {
                throw new CliException(new CliFailure.FolderInUse(root.toString()));
            }
            Permissions.set(root, OWNER_ONLY);
            Files.writeString(root.resolve(MARK), "");
            return new FileTree(root);
        });
    }

    public Path root() {
        return root;
    }

    /** Everything; the parts of volumes too. */
    public synchronized void write(ContainerFiles files) {
        update(files);
        for (Mount mount : files.mounts()) {
            if (mount instanceof Mount.Part part) {
                attempt(root, () -> {
                    writePart(part);
                    return true;
                });
            }
        }
    }

    private void writePart(Mount.Part part) throws IOException {
        Path place = PlainFolder.inside(root, part.path());
        VolumeFile file = part.files().get("");
        if (file == null) {
            Files.createDirectories(place);
            PlainFolder.write(place, part.files());
        } else {
            Files.createDirectories(place.getParent());
            Files.deleteIfExists(place);
            PlainFolder.write(place, file);
        }
    }

    /**
     * The whole volumes that have changed since they were written; nothing any more where the folder has been deleted.
     *
     * @return the paths of their mounts
     */
    public synchronized List<String> update(ContainerFiles files) {
        if (deleted) {
            return List.of();
        }
        return files.mounts().stream()
                .filter(Mount.Whole.class::isInstance)
                .filter(mount -> !mount.files().equals(written.get(mount.path())))
                .map(this::writeWhole)
                .toList();
    }

    private String writeWhole(Mount mount) {
        return attempt(root, () -> {
            new AtomicFolder(PlainFolder.inside(root, mount.path())).write(mount.files());
            written.put(mount.path(), mount.files());
            return mount.path();
        });
    }

    /**
     * Files of a container's own, as tar(1) packs them.
     *
     * @return what is in the archive and was left out
     */
    public List<String> unpack(InputStream archive) throws IOException {
        return new Unpacking(root).unpack(archive);
    }

    /** Whether there is such a folder, made here. */
    static boolean isMarked(Path root) {
        return Files.isRegularFile(root.resolve(MARK));
    }

    private static boolean isEmpty(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.findAny().isEmpty();
        }
    }

    /** The folder and all that is in it. */
    public synchronized void delete() {
        deleted = true;
        attempt(root, () -> {
            PlainFolder.delete(root);
            return true;
        });
    }

    private static <T> T attempt(Path root, Step<T> step) {
        try {
            return step.run();
        } catch (AccessDeniedException e) {
            throw new CliException(new CliFailure.NotWritten(root.toString(), "you may not write there"), e);
        } catch (IOException e) {
            throw new CliException(new CliFailure.NotWritten(root.toString(), Cause.of(e)), e);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }
}
