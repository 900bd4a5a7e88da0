package dev.remocal.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final Path FILE = Path.of("/shop/remocal.yaml");

    @Test
    void valuesAreTakenAsTheyAreWritten() {
        ConfigFile file = read("""
                defaults:
                  mode: mirror
                profiles:
                  payments:
                    target: svc/payments
                    header: [x-tenant=acme, "x-a: 1,5"]
                    env: {A: 010, B: yes}
                    all: true
                    files: ./run/files
                    command: [./mvnw, quarkus:dev]
                  orders:
                """);
        assertThat(file.defaults().values()).containsEntry("mode", new Value(List.of("mirror"), 2));
        assertThat(file.profiles()).containsOnlyKeys("payments", "orders");
        assertThat(file.profile("payments").values())
                .containsEntry("target", new Value(List.of("svc/payments"), 5))
                .containsEntry("header", new Value(List.of("x-tenant=acme", "x-a: 1,5"), 6))
                .containsEntry("env", new Value(List.of("A=010", "B=yes"), 7))
                .containsEntry("all", new Value(List.of("true"), 8))
                .containsEntry("files", new Value(List.of("/shop/run/files"), 9))
                .containsEntry("command", new Value(List.of("./mvnw", "quarkus:dev"), 10));
        assertThat(file.profile("orders").values()).isEmpty();
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(read("# nothing yet\n")).isEqualTo(new ConfigFile(FILE, Section.EMPTY, Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            profiles: {a: {mdoe: mirror}}       | 1: 'mdoe' is not a key of profile a; perhaps 'mode' is meant
            defaults: {x: 1}                    | 1: 'x' is not a key of defaults; allowed are all, command, env, files, header, mode, on-failure, target
            defaults: {http-header: a}          | 1: 'http-header' is not a key of defaults; allowed are
            profile: {a: {}}                    | 1: 'profile' is not a key of the file; it has defaults and profiles
            [a, b]                              | 1: the file must be a mapping of keys to values
            profiles: [a]                       | 1: profiles must be a mapping of keys to values
            profiles: {a: svc/a}                | 1: profile a must be a mapping of keys to values
            defaults: {mode: [a]}               | 1: 'mode' must be a single value
            defaults: {mode: }                  | 1: 'mode' must be a single value
            defaults: {header: {a: b}}          | 1: 'header' must be a single value or a list
            defaults: {header: [[a]]}           | 1: 'header' must be a list of single values
            defaults: {env: {a: [b]}}           | 1: 'env' must be a mapping of names to values
            defaults: {all: yes}                | 1: 'all' must be true or false
            defaults: {command: npm start}      | 1: 'command' must be a list of words
            defaults: {command: []}             | 1: 'command' must be a list of words
            defaults: {mode: a, mode: b}        | 1: 'mode' is there twice; leave it in once
            defaults: {mode: a                  | 1: this is not YAML: expected ',' or '}'
            """)
    void whatIsWrongIsNamedWithItsLine(String text, String sentence) {
        assertThatThrownBy(() -> read(text)).hasMessageStartingWith(FILE + ":" + sentence);
    }

    @Test
    void theLineIsTheOneOfTheValue() {
        assertThatThrownBy(() -> read("profiles:\n  a:\n    mode: mirror\n    all: maybe\n"))
                .hasMessage(FILE + ":4: 'all' must be true or false.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            paymnets | has no profile 'paymnets'; perhaps 'payments' is meant
            billing  | has no profile 'billing'; choose one of payments, orders
            """)
    void aProfileThatIsNotThereIsNamed(String name, String sentence) {
        ConfigFile file = read("profiles: {payments: {}, orders: {}}");
        assertThatThrownBy(() -> file.profile(name)).hasMessage(FILE + " " + sentence + ".");
    }

    @Test
    void theNearestFileAboveIsFound(@TempDir Path top) throws Exception {
        Path below = Files.createDirectories(top.resolve("services/payments/src"));
        Path far = Files.writeString(top.resolve(ConfigFile.NAME), "");
        assertThat(ConfigFiles.nearest(below)).contains(far);
        Files.createDirectory(below.resolve(ConfigFile.NAME));
        Path near = Files.writeString(top.resolve("services").resolve(ConfigFile.NAME), "");
        assertThat(ConfigFiles.nearest(below)).contains(near);
    }

    private static ConfigFile read(String text) {
        return new ConfigReader(FILE, GivenKeys.keys()).read(text);
    }
}
