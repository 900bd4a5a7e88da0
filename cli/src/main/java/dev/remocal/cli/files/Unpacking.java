package dev.remocal.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Takes folders and files out of an archive that a container has packed, which may be anybody's: no links, no devices, nothing
 * outside the folder, and no more than so many bytes.
 */
final class Unpacking {

    /** A laptop's disk is not to be filled by mistake: what is larger is no configuration. */
    static final long MAX_BYTES = 1L << 30;

    /** The owner can read, write and remove what is unpacked, whatever the container's permissions. */
    private static final int OWNER = 0600;

    private final Path root;
    private final List<String> leftOut = new ArrayList<>();
    private long bytes;

    Unpacking(Path root) {
        this.root = root;
    }

    /** @return the paths that were left out */
    List<String> unpack(InputStream archive) throws IOException {
        TarArchiveInputStream entries = new TarArchiveInputStream(archive);
        TarArchiveEntry entry = entries.getNextEntry();
        while (entry != null) {
            unpack(entry, entries);
            entry = entries.getNextEntry();
        }
        return leftOut;
    }

    private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
        Path place = PlainFolder.inside(root, entry.getName());
        if (leadsThroughLink(place)) {
            leftOut.add(entry.getName());
        } else if (entry.isDirectory()) {
            Files.createDirectories(place);
        } else if (isRegular(entry)) {
            count(entry);
            Files.createDirectories(place.getParent());
            Files.copy(content, place, StandardCopyOption.REPLACE_EXISTING);
            Permissions.set(place, entry.getMode() | OWNER);
        } else {
            leftOut.add(entry.getName());
        }
    }

    /** The library takes devices for files as well. */
    private static boolean isRegular(TarArchiveEntry entry) {
        return entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
    }

    /** The links that are here are those of volumes, whose files are not a copy's to change. */
    private boolean leadsThroughLink(Path place) {
        Path path = root;
        for (Path name : root.relativize(place)) {
            path = path.resolve(name);
            if (Files.isSymbolicLink(path)) {
                return true;
            }
        }
        return false;
    }

    private void count(TarArchiveEntry entry) throws IOException {
        bytes += entry.getSize();
        if (bytes > MAX_BYTES) {
            throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB; name a part of it");
        }
    }
}
