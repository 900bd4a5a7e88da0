package dev.remocal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which files of a container are wanted.
 *
 * @param folder where they go to
 * @param container empty for the one that the session is about
 * @param paths what else of the container's file system is copied, through exec
 */
record FileRequest(Path folder, Optional<String> container, List<String> paths) {}
