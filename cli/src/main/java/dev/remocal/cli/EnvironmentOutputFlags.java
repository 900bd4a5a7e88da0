package dev.remocal.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say how an environment is written, and where to. */
final class EnvironmentOutputFlags {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "env|json|yaml|sh|docker",
            defaultValue = "env",
            description = "env (default): a .env file. sh: for 'source'. docker: for 'docker run --env-file'.")
    @SuppressWarnings("NullAway.Init")
    private EnvironmentFormat format;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Write it there, with the values of Secrets, readable by you alone.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--show-secrets", description = "Show the values of Secrets on a terminal too.")
    private boolean showSecrets;

    EnvironmentFormat format() {
        return format;
    }

    Optional<Path> file() {
        return file;
    }

    boolean showSecrets() {
        return showSecrets;
    }
}
