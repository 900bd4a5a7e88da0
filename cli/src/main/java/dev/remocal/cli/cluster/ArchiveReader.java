package dev.remocal.cli.cluster;

import java.io.IOException;
import java.io.InputStream;

/** Takes what a container has packed. */
@FunctionalInterface
public interface ArchiveReader<T> {

    T read(InputStream archive) throws IOException;
}
