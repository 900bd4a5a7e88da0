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
        // The command's libraries are all in its one jar.
        assertThat(jars)
                .hasSizeGreaterThan(module.equals("cli") ? 0 : 10)
                .noneMatch(jar -> has(jar, "META-INF/[^/]+\\.SF"));
    }

    @Test
    void nettyFindsNoProviderOfBouncyCastleToLoad() throws IOException {
        List<Path> jars = jars("webhook");
        assertThat(jars).anyMatch(jar -> has(jar, "org/bouncycastle/asn1/.+"));
        assertThat(jars).noneMatch(jar -> has(jar, ".*/BouncyCastleProvider\\.class"));
    }

    /** dnsjava would be asked in place of the C library, which knows what the machine's names are. */
    @Test
    void theCommandLeavesNamesToTheMachine() throws IOException {
        List<Path> jars = jars("cli");
        assertThat(jars).anyMatch(jar -> has(jar, "org/xbill/DNS/.+"));
        assertThat(jars).noneMatch(jar -> has(jar, "META-INF/services/java\\.net\\.spi\\..*"));
    }

    private static List<Path> jars(String module) throws IOException {
        Path jar = Project.find().application(module);
        Path libraries = jar.resolveSibling("lib");
        try (Stream<Path> files = Files.walk(Files.exists(libraries) ? libraries : jar)) {
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
