package dev.remocal.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvironmentResolverTest {

    static List<Path> cases() throws IOException {
        return NamespaceCase.in("environment");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resolvesAsTheKubeletDoes(Path file) throws IOException {
        NamespaceCase golden = NamespaceCase.read(file);
        ContainerEnvironment environment =
                EnvironmentResolver.resolve(golden.pod(), golden.container(), golden.sources());
        assertThat(lines(environment)).isEqualTo(golden.expected());
    }

    private static String lines(ContainerEnvironment environment) {
        return Stream.of(
                        environment.variables().stream()
                                .map(variable -> variable.source() + " " + variable.name() + "="
                                        + variable.value().replace("\n", "\\n")),
                        environment.withheld().stream().map(missing -> missing.name() + ": " + missing.reason()),
                        environment.unread().stream()
                                .map(missing -> "all of " + missing.name() + ": " + missing.reason()))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
