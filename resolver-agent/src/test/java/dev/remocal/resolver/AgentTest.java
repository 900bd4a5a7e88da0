package dev.remocal.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JVMs of their own, with the packaged agent. */
@Timeout(120)
class AgentTest {

    private static final String AGENT = "-javaagent:" + System.getProperty("agent");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private record Ran(String out, String err) {}

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("hosts"), "127.77.0.1 payments.shop.svc payments\n");
        Files.writeString(folder.resolve("Lookup.java"), """
                class Lookup {
                    public static void main(String[] names) {
                        for (String name : names) {
                            try {
                                System.out.println(java.net.InetAddress.getByName(name));
                            } catch (java.net.UnknownHostException e) {
                                System.out.println("unknown");
                            }
                        }
                    }
                }
                """);
    }

    @Test
    void newJavaFindsTheNamesOfTheFileThatAVariableNames() throws Exception {
        Ran ran = lookup(thisJava(), Map.of("JAVA_TOOL_OPTIONS", AGENT, "REMOCAL_HOSTS", hosts()));
        assertThat(ran.out()).isEqualTo("payments/127.77.0.1\nlocalhost/127.0.0.1\nunknown\n");
    }

    @Test
    void propertyNamesTheFileToo() throws Exception {
        Ran ran = lookup(thisJava(), Map.of("JAVA_TOOL_OPTIONS", AGENT + " -Dremocal.hosts=" + hosts()));
        assertThat(ran.out()).isEqualTo("payments/127.77.0.1\nlocalhost/127.0.0.1\nunknown\n");
    }

    @Test
    void withoutAFileNothingIsAnotherWay() throws Exception {
        Ran ran = lookup(thisJava(), Map.of("JAVA_TOOL_OPTIONS", AGENT));
        assertThat(ran.out()).isEqualTo("unknown\nlocalhost/127.0.0.1\nunknown\n");
    }

    @Test
    void oldJavaRunsAllTheSameAndSaysThatItIsTooOld() throws Exception {
        Optional<Path> old = olderJava();
        assumeTrue(old.isPresent(), "no Java 11 or 17 beside " + System.getProperty("java.home"));
        Ran ran = lookup(old.get(), Map.of("JAVA_TOOL_OPTIONS", AGENT, "REMOCAL_HOSTS", hosts()));
        assertThat(ran.out()).isEqualTo("unknown\nlocalhost/127.0.0.1\nunknown\n");
        assertThat(ran.err())
                .containsOnlyOnce("cannot be shown names of the cluster by its agent; use Java 18 or later");
    }

    private String hosts() {
        return folder.resolve("hosts").toString();
    }

    private Ran lookup(Path java, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder program = new ProcessBuilder(
                        java.resolve("bin/java").toString(),
                        folder.resolve("Lookup.java").toString(),
                        "payments",
                        "localhost",
                        "payments.invalid")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        program.environment().putAll(environment);
        Process process = program.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        Ran ran = new Ran(
                Files.readString(out, StandardCharsets.UTF_8).replace("\r", ""),
                Files.readString(err, StandardCharsets.UTF_8));
        assertThat(process.exitValue()).as(ran.err()).isZero();
        return ran;
    }

    private static Path thisJava() {
        return Path.of(System.getProperty("java.home"));
    }

    private static Optional<Path> olderJava() throws IOException {
        Path neighbours = thisJava().resolveSibling(".").normalize();
        try (Stream<Path> homes = Files.list(neighbours)) {
            return homes.filter(AgentTest::isOlder).findFirst();
        }
    }

    private static boolean isOlder(Path home) {
        try {
            return Files.readString(home.resolve("release")).matches("(?s).*JAVA_VERSION=\"1[17][.\"].*")
                    && Files.isExecutable(home.resolve("bin/javac"));
        } catch (IOException none) {
            return false;
        }
    }
}
