package dev.remocal.cli.config;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads {@code remocal.yaml}. */
public final class ConfigFiles {

    private ConfigFiles() {}

    /** The nearest one, in the folder or above it. */
    public static Optional<Path> nearest(Path folder) {
        return Stream.iterate(folder.toAbsolutePath().normalize(), parent -> parent != null, Path::getParent)
                .map(parent -> parent.resolve(ConfigFile.NAME))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    public static ConfigFile read(Path path, Keys keys) {
        return new ConfigReader(path, keys).read(text(path));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw unreadable(path, "it is not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(path, e.getClass().getSimpleName(), e);
        }
    }

    private static CliException unreadable(Path path, String reason, IOException cause) {
        return new CliException(
                new CliFailure.WrongConfiguration(path + " cannot be read (" + reason + "); correct or remove it"),
                cause);
    }
}
