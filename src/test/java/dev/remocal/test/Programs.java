package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What developers run behind {@code remocal attach --}, in several languages. */
final class Programs {

    /** Each answers requests with what it found in its environment, in its files and at its neighbours. */
    enum Server {
        JVM,
        NODE,
        GO;

        String servedBy() {
            return "local-" + name().toLowerCase(Locale.ROOT);
        }

        Optional<String> missing() {
            return switch (this) {
                case JVM -> Optional.empty();
                case NODE -> Programs.missing("node");
                case GO -> Programs.missing("go");
            };
        }
    }

    /** Without cgo the binary is static and resolves names itself. */
    private static final Map<String, String> GO_ENVIRONMENT =
            Map.of("CGO_ENABLED", "0", "GOFLAGS", "", "GO111MODULE", "off");

    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(3);

    private final Cluster cluster;
    private final LaptopUser user;
    private final Path goBinary;

    Programs(Cluster cluster, LaptopUser user) {
        this.cluster = cluster;
        this.user = user;
        this.goBinary = user.home().resolve("payments");
    }

    /** A sentence where one of these cannot be run here. */
    static Optional<String> missing(String... programs) {
        return Stream.of(programs)
                .filter(program -> !isInstalled(program))
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), Optional::of))
                .filter(names -> !names.isEmpty())
                .map(names -> "not installed here: " + names);
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    List<String> command(Server server, int port) {
        List<String> command = new ArrayList<>(List.of("env", "LISTEN=" + port));
        command.addAll(
                switch (server) {
                    case JVM ->
                        List.of(
                                Project.java(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                OutgoingProgram.class.getName());
                    case NODE -> List.of("node", source("program.js"));
                    case GO -> List.of(goBinary.toString());
                });
        return command;
    }

    /** All in the checkout: who runs the command may not read the home of who runs the tests. */
    private static String classPath() {
        Path built = Project.find().file("src/test/target");
        return Stream.of("test-classes", "classes", "echo/*", "lib/*")
                .map(part -> built + "/" + part)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Builds what has to be built, and says why where that cannot be done here. */
    Optional<String> prepare(Server server) {
        return switch (server) {
            case GO -> buildWithGo();
            case JVM, NODE -> Optional.empty();
        };
    }

    /** What it printed, where it failed. */
    private Optional<String> buildWithGo() {
        Map<String, String> environment = new HashMap<>(GO_ENVIRONMENT);
        environment.put("GOCACHE", user.home().resolve("go-cache").toString());
        List<String> command = List.of("go", "build", "-o", goBinary.toString(), source("program.go"));
        try (LocalProcess go = cluster.processes().start("go", environment, command)) {
            if (go.awaitExit(BUILD_TIMEOUT) != 0) {
                return Optional.of("the program cannot be built: " + go);
            }
            user.give(goBinary);
            return Optional.empty();
        }
    }

    static String source(String name) {
        try {
            return Path.of(Objects.requireNonNull(Programs.class.getResource("/outgoing/" + name))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
