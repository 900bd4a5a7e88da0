package dev.remocal.test.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kube-score finds in the manifests, where it is installed. Exceptions are annotations of the objects, with reasons. */
class KubeScoreTest {

    private static final Optional<Path> KUBE_SCORE = find();

    @BeforeAll
    static void requireKubeScore() {
        assumeTrue(
                KUBE_SCORE.isPresent(),
                "kube-score is neither on the PATH nor in ~/go/bin: go install github.com/zegl/kube-score/cmd/kube-score@latest");
    }

    static List<ChartCase> all() {
        return ChartCase.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsCritical(ChartCase chart, @TempDir Path folder) throws Exception {
        Path manifest = Files.writeString(folder.resolve("manifest.yaml"), chart.rendered());

        String findings = score(manifest);

        assertThat(findings)
                .contains("[OK] remocal-webhook/remocal apps/v1/Deployment")
                .doesNotContain("[CRITICAL]");
    }

    private static String score(Path manifest) throws IOException {
        Process process = new ProcessBuilder(
                        KUBE_SCORE.orElseThrow().toString(),
                        "score",
                        "--kubernetes-version",
                        "v1.29",
                        "--output-format",
                        "ci",
                        manifest.toString())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static Optional<Path> find() {
        Stream<Path> folders = Stream.concat(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(Path::of),
                Stream.of(Path.of(System.getProperty("user.home"), "go", "bin")));
        return folders.map(folder -> folder.resolve("kube-score"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
