package dev.remocal.cli.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files below a folder, and nothing outside it. */
final class PlainFolder {

    private PlainFolder() {}

    /** @throws IOException also where a path leads out of the folder */
    static void write(Path folder, Map<String, VolumeFile> files) throws IOException {
        for (Map.Entry<String, VolumeFile> entry : files.entrySet()) {
            write(inside(folder, entry.getKey()), entry.getValue());
        }
    }

    static void write(Path file, VolumeFile content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content.bytes());
        Permissions.set(file, content.mode());
    }

    /** The place of a path, with or without a slash before it, below a folder. */
    static Path inside(Path folder, String path) throws IOException {
        Path place = folder.resolve(path.replaceFirst("^/+", "")).normalize();
        if (!place.startsWith(folder)) {
            throw new IOException(path + " leads out of the folder");
        }
        return place;
    }

    /** With all that is in it; links are not followed. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
