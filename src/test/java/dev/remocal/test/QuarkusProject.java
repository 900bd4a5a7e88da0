package dev.remocal.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A developer's copy of payments written with Quarkus: something to run in dev mode, and to work on. */
record QuarkusProject(Path folder) {

    /** In a folder that is not there yet. */
    static QuarkusProject copyTo(Path folder) throws IOException {
        Path original = Path.of(Programs.source("quarkus"));
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(original.relativize(file)));
            }
        }
        return new QuarkusProject(folder);
    }

    /** What a developer types there, with what a machine needs that others use too. */
    List<String> devMode(int port) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                maven(),
                "--batch-mode",
                "--no-transfer-progress",
                "quarkus:dev",
                "-Dquarkus.http.port=" + port,
                // Or else it asks on standard input, and with two processors goes on only when it has an answer.
                "-Dquarkus.analytics.disabled=true",
                // The debugger's port is a fixed one, and may be somebody else's.
                "-Ddebug=false"));
        if (!LaptopUser.isAnother()) {
            localRepository().ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        }
        return command;
    }

    /** The one that this build uses. */
    static Optional<Path> localRepository() {
        return Optional.ofNullable(System.getProperty("localRepository")).map(Path::of);
    }

    private static String maven() {
        return Objects.requireNonNull(
                System.getProperty("remocal.maven"),
                "-Dremocal.maven=FILE names Maven 3.9 or later; src/test/pom.xml fetches one and passes it on");
    }

    /** Saves a source file as editors do: nobody sees half of it. */
    void replace(String file, String before, String after) throws IOException {
        Path source = folder.resolve(file);
        String text = Files.readString(source);
        if (!text.contains(before)) {
            throw new IllegalArgumentException(source + " does not contain " + before);
        }
        Path saved = Files.writeString(folder.resolve("saved"), text.replace(before, after));
        Files.move(saved, source, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
