package dev.remocal.test.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** This checkout: where the packaged applications are. */
public record Project(Path root) {

    /** Looks upward from the folder this process was started in. */
    public static Project find() {
        Path folder = Path.of("").toAbsolutePath();
        for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
            if (Files.exists(candidate.resolve("sidecar-proxy/pom.xml"))) {
                return new Project(candidate);
            }
        }
        throw new IllegalStateException(folder + " is not inside a checkout of Remocal; start from there.");
    }

    public Path file(String path) {
        return root.resolve(path);
    }

    /** The runnable jar of a packaged Quarkus application; fails with the command that makes it. */
    public Path application(String module) {
        return file(module + "/target/quarkus-app/quarkus-run.jar");
    }

    /** Like {@link #application}, for one who needs it now. */
    public Path requireApplication(String module) {
        Path jar = application(module);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: build it with ./mvnw package -pl " + module + " -am");
        }
        return jar;
    }
}
