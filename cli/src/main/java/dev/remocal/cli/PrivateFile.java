package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Cause;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is the user's alone from its first byte on, also where one with other permissions was there before. */
final class PrivateFile {

    private PrivateFile() {}

    /** @throws CliException where it cannot be written */
    static void write(Path file, String text) {
        Path target = file.toAbsolutePath();
        try {
            // With 0600 where the file system knows permissions.
            Path temporary = Files.createTempFile(target.getParent(), ".remocal", "");
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new CliException(new CliFailure.NotWritten(file.toString(), reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "you may not write there";
            default -> Cause.of(e);
        };
    }
}
