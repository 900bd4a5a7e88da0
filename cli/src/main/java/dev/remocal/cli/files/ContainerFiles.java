package dev.remocal.cli.files;

import dev.remocal.cli.environment.Withheld;
import java.util.List;

/**
 * What the API tells of a container's files.
 *
 * @param elsewhere what is mounted and not known to the API, such as {@code /data (emptyDir)}
 */
public record ContainerFiles(List<Mount> mounts, List<Withheld> withheld, List<String> elsewhere) {

    public ContainerFiles {
        mounts = List.copyOf(mounts);
        withheld = List.copyOf(withheld);
        elsewhere = List.copyOf(elsewhere);
    }

    /** How many files there are. */
    public int count() {
        return mounts.stream().mapToInt(mount -> mount.files().size()).sum();
    }
}
