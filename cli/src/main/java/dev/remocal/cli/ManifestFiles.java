package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what {@code -f} names. */
final class ManifestFiles {

    /** What kubectl takes from a folder. */
    private static final Predicate<String> MANIFEST =
            Pattern.compile("\\.(yaml|yml|json)$").asPredicate();

    static final String STDIN = "-";

    record ManifestFile(String name, String text) {}

    private final InputStream stdin;

    ManifestFiles(InputStream stdin) {
        this.stdin = stdin;
    }

    List<ManifestFile> read(List<String> names) {
        return names.stream().flatMap(this::read).toList();
    }

    private Stream<ManifestFile> read(String name) {
        try {
            if (name.equals(STDIN)) {
                return Stream.of(new ManifestFile("stdin", decode("stdin", stdin.readAllBytes())));
            }
            Path path = Path.of(name);
            if (!Files.isDirectory(path)) {
                return Stream.of(new ManifestFile(name, decode(name, Files.readAllBytes(path))));
            }
            return inFolder(path).stream().map(Path::toString).flatMap(this::read);
        } catch (IOException e) {
            throw new CliException(new CliFailure.NoManifest(name, reason(e)), e);
        }
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> manifests = files.filter(Files::isRegularFile)
                    .filter(file -> MANIFEST.test(file.toString()))
                    .sorted()
                    .toList();
            if (manifests.isEmpty()) {
                throw new IOException("the folder has no file that ends in .yaml, .yml or .json");
            }
            return manifests;
        }
    }

    private static String decode(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CliException(new CliFailure.UnreadableManifest(name, "UTF-8", 0, "it has other bytes"), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    }
}
