package dev.remocal.cli.files;

import java.util.Map;

/** A volume, or a part of it, where a container sees it. */
sealed interface Mount {

    String path();

    Map<String, VolumeFile> files();

    /**
     * The whole volume, which follows the objects it is made of.
     *
     * @param files by their paths in it
     */
    record Whole(String path, Map<String, VolumeFile> files) implements Mount {}

    /**
     * The folder or file that {@code subPath} names. The kubelet does not change it as long as the container runs.
     *
     * @param files by their paths in the folder; under the empty path where it is a file
     */
    record Part(String path, Map<String, VolumeFile> files) implements Mount {}
}
