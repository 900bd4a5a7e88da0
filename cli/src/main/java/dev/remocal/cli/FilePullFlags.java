package dev.remocal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say which files are pulled. */
final class FilePullFlags {

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The container whose files they are; default: the one whose port is captured.")
    private Optional<String> container = Optional.empty();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Copy this too, from the container, with tar in it; may be repeated.")
    private List<String> paths = List.of();

    FileRequest request(String folder) {
        return new FileRequest(Path.of(folder), container, paths);
    }
}
