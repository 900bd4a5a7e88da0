package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which AOT cache a command starts with, and that its arguments stay what they are. */
class StartScriptTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path application;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "version", "completion zsh", "attach --help", "env svc/a -h"})
    void whatOnlyPrintsHasASmallOne(String arguments) throws Exception {
        assertCache("help", arguments.split(" "));
    }

    @Test
    void soHasNoCommandAtAll() throws Exception {
        assertCache("help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list -A", "attach svc/version", "attach svc/a -- tool --help"})
    void whatAsksAClusterHasTheOther(String arguments) throws Exception {
        assertCache("app", arguments.split(" "));
    }

    @Test
    void argumentsAreNotTakenApart() throws Exception {
        assertCache("app", "attach", "svc/a", "--path", "/a b/*", "", "--", "sh", "-c", "echo \"$HOME\"");
    }

    private void assertCache(String cache, String... arguments) throws IOException, InterruptedException {
        Files.createFile(application.resolve("app.aot"));
        Files.createFile(application.resolve("help.aot"));
        List<String> expected = new ArrayList<>(List.of(
                "@the.jvmargs",
                "-XX:AOTCache=" + application.resolve(cache + ".aot"),
                "-cp",
                application.resolve("remocal.jar").toString(),
                "dev.remocal.cli.Remocal"));
        expected.addAll(List.of(arguments));
        assertThat(started(arguments)).isEqualTo(expected);
    }

    /** What is started in place of Java prints what it is given, one argument a line. */
    private List<String> started(String... arguments) throws IOException, InterruptedException {
        Path java = Files.writeString(application.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "java=$1 app=$2 flags=the.jvmargs start=$3; shift 3; . \"$start\"",
                "sh",
                java.toString(),
                application.toString(),
                Project.find().file("cli/src/main/dist/start.sh").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
