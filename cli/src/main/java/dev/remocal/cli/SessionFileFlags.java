package dev.remocal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say which files a session has, and where. */
final class SessionFileFlags {

    @Option(
            names = "--files",
            paramLabel = "DIR",
            description =
                    "Write the container's files below this folder, and remove them at the end; the command finds its"
                            + " place in REMOCAL_ROOT.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--files-path",
            paramLabel = "PATH",
            description = "With --files: copy this too, from the container; may be repeated.")
    private List<String> paths = List.of();

    /** @throws IllegalArgumentException where a path is named and no folder */
    Optional<FileRequest> request(Optional<String> container) {
        if (folder.isEmpty() && !paths.isEmpty()) {
            throw new IllegalArgumentException("--files-path goes with --files DIR, which says where to");
        }
        return folder.map(root -> new FileRequest(root, container, paths));
    }
}
