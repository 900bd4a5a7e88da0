package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.environment.EnvironmentVariable;
import dev.remocal.cli.environment.EnvironmentVariable.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvironmentTextTest {

    private static final List<String> VALUES = List.of(
            "",
            "plain-1.2_3/4:5@6%7+8,9",
            "two words",
            "a=b",
            "#no comment",
            "it's \"$HOME\" `date` \\n",
            "'",
            "\\",
            "!x*?[a]~",
            "two\nlines\n",
            "caf\u00e9");

    private static final List<EnvironmentVariable> VARIABLES = List.of(
            new EnvironmentVariable("A", "plain", Source.LITERAL),
            new EnvironmentVariable("B", "it's $5", Source.SECRET),
            new EnvironmentVariable("C", "two\nlines", Source.CONFIG_MAP),
            new EnvironmentVariable("d.e", "1", Source.SERVICE));

    @Test
    void dotenv() {
        assertThat(EnvironmentText.of(VARIABLES, EnvironmentFormat.env))
                .isEqualTo(new EnvironmentText("A=plain\nB=\"it's \\$5\"\nC='two\nlines'\n", List.of("d.e")));
    }

    @Test
    void shell() {
        assertThat(EnvironmentText.of(VARIABLES, EnvironmentFormat.sh))
                .isEqualTo(new EnvironmentText(
                        "export A='plain'\nexport B='it'\\''s $5'\nexport C='two\nlines'\n", List.of("d.e")));
    }

    @Test
    void docker() {
        assertThat(EnvironmentText.of(VARIABLES, EnvironmentFormat.docker))
                .isEqualTo(new EnvironmentText("A=plain\nB=it's $5\nd.e=1\n", List.of("C")));
    }

    @Test
    void jsonAndYaml() {
        assertThat(EnvironmentText.of(VARIABLES, EnvironmentFormat.json).text().replaceAll("\\s", ""))
                .isEqualTo("{\"A\":\"plain\",\"B\":\"it's$5\",\"C\":\"two\\nlines\",\"d.e\":\"1\"}");
        assertThat(EnvironmentText.of(VARIABLES, EnvironmentFormat.yaml))
                .isEqualTo(new EnvironmentText(
                        "A: \"plain\"\nB: \"it's $5\"\nC: \"two\\nlines\"\nd.e: \"1\"\n", List.of()));
    }

    @Test
    void masksHideValuesFromSecretsAndTheirLength() {
        assertThat(EnvironmentText.masked(VARIABLES))
                .extracting(EnvironmentVariable::value)
                .containsExactly("plain", "********", "two\nlines", "1");
    }

    /** By a real one. */
    @ParameterizedTest
    @EnumSource(names = {"env", "sh"})
    void aShellReadsEveryValueAsItIs(EnvironmentFormat format, @TempDir Path folder) throws Exception {
        for (String value : VALUES) {
            EnvironmentVariable variable = new EnvironmentVariable("VALUE", value, Source.LITERAL);
            Path file = Files.writeString(
                    folder.resolve("env"),
                    EnvironmentText.of(List.of(variable), format).text());
            assertThat(read(file)).as(value).isEqualTo(value);
        }
    }

    private static String read(Path file) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", ". \"$0\"; printf %s \"$VALUE\"", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }
}
