package dev.remocal.test.cluster;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** This checkout: where the packaged applications are. */
public record Project(Path root) {

    private static final String SIDECAR = "sidecar-proxy";

    /** {@code -Dremocal.root}, or else upward from where these classes are. */
    public static Project find() {
        String root = System.getProperty("remocal.root");
        if (root != null) {
            return new Project(Path.of(root).toAbsolutePath());
        }
        for (Path candidate = ownClasses(); candidate != null; candidate = candidate.getParent()) {
            if (Files.exists(candidate.resolve("sidecar-proxy/pom.xml"))) {
                return new Project(candidate);
            }
        }
        throw new IllegalStateException(
                ownClasses() + " is not inside a checkout of Remocal; name it with -Dremocal.root=….");
    }

    /** The folder or jar that holds the classes of this module. */
    static Path ownClasses() {
        return path(Project.class.getProtectionDomain().getCodeSource().getLocation());
    }

    /** Of a file's URL, whose path as text has a space as %20. */
    static Path path(URL location) {
        return Path.of(URI.create(location.toString()));
    }

    public Path file(String path) {
        return root.resolve(path);
    }

    /**
     * How a packaged Quarkus application is started, with the flags and the cache it ships with where there are any. {@code
     * -Dremocal.sidecar=FILE} and {@code -Dremocal.cli=FILE} name an executable to take instead: the native form.
     */
    public List<String> command(String module) {
        return executable(module).map(file -> List.of(file.toString())).orElseGet(() -> onJvm(module));
    }

    private List<String> onJvm(String module) {
        Path jar = application(module);
        List<String> command = new ArrayList<>(List.of(java()));
        Path flags = file(module + "/src/main/jvm/" + module.replace("-proxy", "") + ".jvmargs");
        if (Files.exists(flags)) {
            command.add("@" + flags);
        }
        Path cache = jar.resolveSibling("app.aot");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(
                isCommand(module)
                        ? List.of("-cp", jar.toString(), "dev.remocal.cli.Remocal")
                        : List.of("-jar", jar.toString()));
        return List.copyOf(command);
    }

    /** Like {@link #command}, for one who needs it now; fails with the command that builds it. */
    public List<String> requireCommand(String module) {
        Path jar = application(module);
        if (executable(module).isEmpty() && !Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; build it with ./mvnw package -pl " + module + " -am");
        }
        return command(module);
    }

    /** Whether a process is a sidecar of this project; a JVM is known by the file of its flags. */
    public static boolean isSidecar(ProcessHandle process) {
        return sidecarExecutable()
                        .filter(file -> process.info()
                                .command()
                                .filter(file.toString()::equals)
                                .isPresent())
                        .isPresent()
                || hasArgument(process, "sidecar.jvmargs");
    }

    /** Whether one of a process's arguments ends like this. */
    public static boolean hasArgument(ProcessHandle process, String end) {
        return process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(argument -> argument.endsWith(end));
    }

    /** What {@code -Dremocal.sidecar} names, where it is given. */
    public static Optional<Path> sidecarExecutable() {
        return executable(SIDECAR);
    }

    private static Optional<Path> executable(String module) {
        String option = "remocal." + module.replace("-proxy", "");
        return Optional.ofNullable(System.getProperty(option)).map(name -> requireExecutable(option, module, name));
    }

    static Path requireExecutable(String option, String module, String name) {
        Path file = Path.of(name).toAbsolutePath();
        if (!Files.isExecutable(file) || Files.isDirectory(file)) {
            throw new IllegalStateException(
                    "%s, which -D%s names, is no executable file; build it with ./mvnw package -Dnative -pl %s -am, or leave the option out for the JVM."
                            .formatted(file, option, module));
        }
        return file;
    }

    /** The jar that a module's build makes: the command's has all libraries in it, those of the others lie beside it in {@code lib}. */
    public Path application(String module) {
        return file(module + (isCommand(module) ? "/target/remocal.jar" : "/target/quarkus-app/quarkus-run.jar"));
    }

    private static boolean isCommand(String module) {
        return module.equals("cli");
    }

    /** The JVM that runs now: the packaged applications run on it as well. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
