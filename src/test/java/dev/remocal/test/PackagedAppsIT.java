package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged applications bring along. */
class PackagedAppsIT {

    /** JDK 25 takes no class of a signed jar into an AOT cache, and checks each when it is loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"webhook", "sidecar-proxy", "cli"})
    void noJarIsSigned(String module) throws IOException {
        List<Path> jars = jars(module);
        assertThat(jars).hasSizeGreaterThan(10).noneMatch(jar -> has(jar, "META-INF/[^/]+\\.SF"));
    }

    @Test
    void nettyFindsNoProviderOfBouncyCastleToLoad() throws IOException {
        List<Path> jars = jars("webhook");
        assertThat(jars).anyMatch(jar -> has(jar, "org/bouncycastle/asn1/.+"));
        assertThat(jars).noneMatch(jar -> has(jar, ".*/BouncyCastleProvider\\.class"));
    }

    private static List<Path> jars(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Project.find().file(module + "/target/quarkus-app/lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static boolean has(Path jar, String entry) {
        try (JarFile open = new JarFile(jar.toFile(), false)) {
            return open.stream().map(JarEntry::getName).anyMatch(name -> name.matches(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
