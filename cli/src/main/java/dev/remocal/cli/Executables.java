package dev.remocal.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds programs as execvp(3) does. */
final class Executables {

    private Executables() {}

    /**
     * @param folder where it is to run
     * @param path the variable PATH of who is to run it
     */
    static boolean isFound(Path folder, String program, String path) {
        Stream<Path> places = program.contains("/")
                ? Stream.of(folder.resolve(program))
                : Pattern.compile(File.pathSeparator).splitAsStream(path).map(place -> Path.of(place, program));
        return places.anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }
}
