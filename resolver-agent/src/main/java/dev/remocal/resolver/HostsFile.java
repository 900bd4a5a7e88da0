package dev.remocal.resolver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** A file in the format of hosts(5), read again when it has changed. */
final class HostsFile {

    private record State(FileTime modified, long size) {}

    private record Content(State state, List<HostsEntry> entries) {}

    private static final State ABSENT = new State(FileTime.fromMillis(0), -1);

    private final Path path;
    private volatile Content content = new Content(ABSENT, List.of());

    HostsFile(Path path) {
        this.path = path;
    }

    /** None where the file is not there. */
    List<HostsEntry> entries() {
        State state = state();
        Content known = content;
        if (!known.state().equals(state)) {
            known = new Content(state, state.equals(ABSENT) ? List.of() : read(known));
            content = known;
        }
        return known.entries();
    }

    private State state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new State(attributes.lastModifiedTime(), attributes.size());
        } catch (IOException absent) {
            return ABSENT;
        }
    }

    private List<HostsEntry> read(Content known) {
        try {
            // Comments may be in any encoding; names are ASCII.
            return Files.readAllLines(path, StandardCharsets.ISO_8859_1).stream()
                    .flatMap(HostsEntry::parse)
                    .toList();
        } catch (IOException unreadable) {
            return known.entries();
        }
    }
}
