package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the containers of one pod as processes: command line from the image, environment from the pod, a log file. */
final class ProcessLauncher {

    /** Of this process's environment a container sees no more than what a JVM and a shell need. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME");

    private final ProcessGuardian guardian;
    private final Images images;
    private final Environment environment;
    private final Path folder;

    ProcessLauncher(ProcessGuardian guardian, Images images, Environment environment, Path folder) {
        this.guardian = guardian;
        this.images = images;
        this.environment = environment;
        this.folder = folder;
    }

    Process launch(Container container) throws IOException {
        return start(container, commandLine(container));
    }

    /** Another command in the same surroundings: an exec probe or hook. */
    Process execute(Container container, List<String> command) throws IOException {
        return start(container, command);
    }

    private List<String> commandLine(Container container) throws IOException {
        boolean hasCommand = !container.getCommand().isEmpty();
        Images.Image image = images.find(container.getImage()).orElse(new Images.Image(List.of(), List.of()));
        List<String> entrypoint = hasCommand ? container.getCommand() : image.entrypoint();
        if (entrypoint.isEmpty()) {
            throw new IOException("image " + container.getImage() + " is not in the local cluster's registry");
        }
        List<String> line = new ArrayList<>(entrypoint);
        if (!container.getArgs().isEmpty()) {
            line.addAll(container.getArgs());
        } else if (!hasCommand) {
            line.addAll(image.arguments());
        }
        Map<String, String> variables = environment.of(container);
        return line.stream().map(word -> Environment.expand(word, variables)).toList();
    }

    private Process start(Container container, List<String> command) throws IOException {
        Path log = folder.resolve(container.getName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment.of(container));
        Process process = guardian.start(builder);
        process.getOutputStream().close();
        return process;
    }
}
