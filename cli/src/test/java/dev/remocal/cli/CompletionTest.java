package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts, run by the shells they are for. */
class CompletionTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** The builtin {@code compopt} works while a key is being pressed only. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            remocal att          | 1 | attach
            remocal st           | 1 | status
            remocal attach --on  | 2 | --on-failure
            remocal completion f | 2 | fish
            """)
    void bashCompletesCommandsAndOptions(String words, int index, String completed) throws Exception {
        assertThat(run("bash", """
                source "$0"
                compopt() { :; }
                COMP_WORDS=(%s) COMP_CWORD=%d
                _complete_remocal
                echo "${COMPREPLY[@]}"
                """.formatted(words, index)).strip()).isEqualTo(completed);
    }

    @Test
    void bashCompletesNoHiddenCommand() throws Exception {
        assertThat(run("bash", """
                source "$0"
                COMP_WORDS=(remocal "") COMP_CWORD=1
                _complete_remocal
                echo "${COMPREPLY[@]}"
                """)).contains("attach", "list", "completion").doesNotContain("train-aot-cache");
    }

    @Test
    void zshTakesItsScript() throws Exception {
        assumeInstalled("zsh");
        assertThat(run("zsh", "source \"$0\" && whence -w _complete_remocal")).contains("function");
    }

    @Test
    void fishCompletesCommands() throws Exception {
        assumeInstalled("fish");
        assertThat(run("fish", "source $argv[1]; complete -C 'remocal att'")).startsWith("attach");
    }

    @Test
    void fishScriptHasALineForEachCommandAndOption() {
        assertThat(script("fish").lines())
                .contains("complete -c remocal -f")
                .anyMatch(line -> line.contains(" -a attach -d "))
                .anyMatch(line ->
                        line.contains("__fish_seen_subcommand_from attach' ") && line.contains(" -l on-failure -r"))
                .noneMatch(line -> line.contains("train-aot-cache"));
    }

    private String run(String shell, String commands) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("completion"), script(shell));
        Process process = new ProcessBuilder(shell, "-c", commands, script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        String[] arguments = {"completion", shell};
        int exit = Remocal.commandLine(new RemocalCommand(), new Failures(false), arguments)
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
        assertThat(exit).isZero();
        return out.toString();
    }

    private static void assumeInstalled(String shell) {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
        assumeTrue(installed, shell + " is not on the PATH");
    }
}
