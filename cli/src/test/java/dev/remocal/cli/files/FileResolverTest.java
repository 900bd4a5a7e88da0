package dev.remocal.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.environment.EnvironmentResolver;
import dev.remocal.cli.environment.NamespaceCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileResolverTest {

    static List<Path> cases() throws IOException {
        return NamespaceCase.in("files");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void filesAreThoseTheKubeletWrites(Path file) throws IOException {
        NamespaceCase golden = NamespaceCase.read(file);
        ContainerFiles files = FileResolver.resolve(
                golden.pod(),
                golden.container(),
                golden.sources(),
                EnvironmentResolver.resolve(golden.pod(), golden.container(), golden.sources()));
        assertThat(lines(files)).isEqualTo(golden.expected());
    }

    private static String lines(ContainerFiles files) {
        return Stream.of(
                        files.mounts().stream().flatMap(FileResolverTest::lines),
                        files.withheld().stream().map(missing -> missing.name() + ": " + missing.reason()),
                        files.elsewhere().stream().map(path -> path + " is elsewhere"))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static Stream<String> lines(Mount mount) {
        String kind = mount.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return Stream.concat(
                Stream.of(kind + " " + mount.path()),
                mount.files().entrySet().stream()
                        .map(entry -> "  %04o %s %s"
                                .formatted(
                                        entry.getValue().mode(),
                                        entry.getKey(),
                                        new String(entry.getValue().bytes(), StandardCharsets.UTF_8)
                                                .replace("\n", "\\n"))));
    }
}
