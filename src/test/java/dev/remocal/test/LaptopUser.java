package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who runs the commands of a test: whoever runs the tests, or where that is root, a user without any privilege and with a
 * home of his own.
 */
final class LaptopUser {

    /** Has no entry in /etc/passwd, so that HOME says where home is: the JVM and Maven prefer the entry. */
    private static final int NOBODY = 54321;

    private final Path home;

    /** @param home a folder of the test's, which becomes his */
    LaptopUser(Path home) {
        this.home = home;
        give(home);
    }

    /** Whether he is somebody else than who runs the tests. */
    static boolean isAnother() {
        return System.getProperty("user.name").equals("root") && Programs.isInstalled("setpriv");
    }

    Path home() {
        return home;
    }

    /** A folder for the files of the pod, which the command makes. */
    Path files() {
        return home.resolve("files");
    }

    /** Makes a file or a folder with all that is in it his. */
    void give(Path given) {
        if (isAnother()) {
            try (Stream<Path> all = Files.walk(given)) {
                for (Path file : (Iterable<Path>) all::iterator) {
                    Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Words that have what follows run by him. */
    List<String> words(Cluster cluster) {
        if (!isAnother()) {
            return List.of();
        }
        return List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "env",
                "HOME=" + home,
                "KUBECONFIG=" + copyOfKubeconfig(cluster));
    }

    /** Fails where one of these has more rights than he; those that have ended meanwhile have none. */
    void assertThatHeRuns(List<ProcessHandle> processes) {
        if (isAnother()) {
            assertThat(processes.stream().flatMap(process -> owner(process).stream()))
                    .isNotEmpty()
                    .containsOnly(NOBODY);
        }
    }

    private static Optional<Object> owner(ProcessHandle process) {
        try {
            return Optional.of(Files.getAttribute(Path.of("/proc", String.valueOf(process.pid())), "unix:uid"));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copyOfKubeconfig(Cluster cluster) {
        try {
            Path copy = Files.writeString(home.resolve("kubeconfig"), Files.readString(cluster.kubeconfig()));
            give(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
