package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/** What developers run behind {@code remocal attach --}, in several languages, and who they are. */
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

        /** The libraries of the JVM's programs are in the home of whoever runs the tests. */
        private boolean runsAsAnyone() {
            return this == NODE || this == GO;
        }
    }

    /** Without cgo the binary is static and resolves names itself. */
    private static final Map<String, String> GO_ENVIRONMENT =
            Map.of("CGO_ENABLED", "0", "GOFLAGS", "", "GO111MODULE", "off");

    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(3);

    /** Of a user without an entry in /etc/passwd, so that HOME says where home is: the JVM prefers the entry. */
    private static final String NOBODY = "54321";

    private final Cluster cluster;
    private final Path folder;

    Programs(Cluster cluster) {
        this.cluster = cluster;
        this.folder = ((LocalCluster) cluster).folder().resolve("programs");
    }

    /** A sentence where one of these cannot be run here. */
    static Optional<String> missing(String... programs) {
        return Stream.of(programs)
                .filter(program -> !isInstalled(program))
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), Optional::of))
                .filter(names -> !names.isEmpty())
                .map(names -> "not installed here: " + names);
    }

    private static boolean isInstalled(String program) {
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
                                System.getProperty("java.class.path"),
                                OutgoingProgram.class.getName());
                    case NODE -> List.of("node", source("program.js"));
                    case GO -> List.of(folder.resolve("payments").toString());
                });
        return command;
    }

    /** Builds what has to be built, and says why where that cannot be done here. */
    Optional<String> prepare(Server server) {
        return switch (server) {
            case GO ->
                run("go", GO_ENVIRONMENT, List.of("go", "build", "-o", shared("payments"), source("program.go")))
                        .map(output -> "the program cannot be built: " + output);
            case JVM, NODE -> Optional.empty();
        };
    }

    /** What it printed, where it failed. */
    private Optional<String> run(String name, Map<String, String> environment, List<String> command) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GOCACHE", folder.resolve("go-cache").toString());
        try (LocalProcess process = cluster.processes().start(name, all, command)) {
            return process.awaitExit(BUILD_TIMEOUT) == 0 ? Optional.empty() : Optional.of(process.toString());
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

    /** A folder for the files of the pod, which the command makes. */
    String files() {
        return shared("files");
    }

    /** Words that have what follows run by a user without any privilege, where the tests have some. */
    List<String> user(Server server) {
        boolean privileged = System.getProperty("user.name").equals("root") && isInstalled("setpriv");
        if (!privileged || !server.runsAsAnyone()) {
            return List.of();
        }
        return List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "env",
                "HOME=" + folder,
                "KUBECONFIG=" + copyOfKubeconfig());
    }

    private Path copyOfKubeconfig() {
        try {
            return Files.writeString(Path.of(shared("kubeconfig")), read(cluster.kubeconfig()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where everybody may read and write. */
    private String shared(String name) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(
                    ((LocalCluster) cluster).folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"))
                    .resolve(name)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
