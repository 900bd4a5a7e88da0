package dev.remocal.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder whose files change all at once, laid out as the kubelet lays out a volume (AtomicWriter of Kubernetes): the files are in
 * a folder of their own, {@code ..data} is a link to it, and what is seen are links through {@code ..data}.
 */
final class AtomicFolder {

    private static final String DATA = "..data";
    private static final String NEXT_DATA = "..data_tmp";

    private final Path folder;

    AtomicFolder(Path folder) {
        this.folder = folder;
    }

    void write(Map<String, VolumeFile> files) throws IOException {
        Files.createDirectories(folder);
        Optional<Path> before = version();
        Path version = Files.createTempDirectory(folder, "..");
        PlainFolder.write(version, files);
        Path next = folder.resolve(NEXT_DATA);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, version.getFileName());
        Files.move(next, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        show(files.keySet().stream()
                .map(path -> Path.of(path).getName(0).toString())
                .collect(Collectors.toSet()));
        if (before.isPresent()) {
            PlainFolder.delete(before.get());
        }
    }

    private Optional<Path> version() throws IOException {
        Path data = folder.resolve(DATA);
        return Files.isSymbolicLink(data)
                ? Optional.of(folder.resolve(Files.readSymbolicLink(data)))
                : Optional.empty();
    }

    private void show(Set<String> names) throws IOException {
        for (String name : names) {
            Path link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        for (Path link : links()) {
            if (!names.contains(link.getFileName().toString())) {
                Files.delete(link);
            }
        }
    }

    /** What else is in the folder, another mount say, is left alone. */
    private List<Path> links() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isSymbolicLink)
                    .filter(link -> !link.endsWith(DATA))
                    .toList();
        }
    }
}
