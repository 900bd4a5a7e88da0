package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ResolverAgentTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void ownOptionsStay() {
        assertThat(ResolverAgent.variables(
                        Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g "), Path.of("/tmp/a.jar"), Path.of("/tmp/hosts")))
                .isEqualTo(Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-Xmx1g -javaagent:" + Path.of("/tmp/a.jar"),
                        "REMOCAL_HOSTS",
                        Path.of("/tmp/hosts").toString()));
    }

    @Test
    void javaProgramFindsTheNamesAlsoFromAFolderWithASpace() throws Exception {
        Path place = Files.createDirectory(folder.resolve("a b"));
        Path hosts = Files.writeString(place.resolve("hosts"), HostsFile.of(Shop.plan(), "127.0.0.1 localhost\n"));
        Path program = Files.writeString(folder.resolve("Lookup.java"), """
                class Lookup {
                    public static void main(String[] names) throws Exception {
                        System.out.print(java.net.InetAddress.getByName("kafka-1.kafka"));
                    }
                }
                """);
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), program.toString());
        java.environment().putAll(ResolverAgent.variables(Map.of(), ResolverAgent.writeTo(place), hosts));
        Process process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("kafka-1.kafka/127.77.0.3");
    }
}
