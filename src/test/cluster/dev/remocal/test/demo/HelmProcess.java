package dev.remocal.test.demo;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Helm in a process of its own. The library behind it takes SIGINT and SIGTERM from the process that it is loaded into, and a
 * demo that Ctrl-C does not end would leave everything behind.
 */
public final class HelmProcess {

    /** Of the release, and of the namespace that is made for it. */
    static final String RELEASE = "remocal";

    private HelmProcess() {}

    /** Puts the chart into the cluster, and does not wait for its pods. */
    static void install(Path chart, Path kubeconfig, Map<String, String> values) {
        List<String> arguments = new ArrayList<>(List.of("install", kubeconfig.toString(), chart.toString()));
        values.forEach((name, value) -> arguments.add(name + "=" + value));
        run(arguments);
    }

    /** Takes it out again; what is not there is no failure. */
    static void uninstall(Path kubeconfig) {
        run(List.of("uninstall", kubeconfig.toString()));
    }

    private static void run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Project.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                HelmProcess.class.getName()));
        command.addAll(arguments);
        try {
            int exitCode = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("Helm's " + arguments.getFirst() + " ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public static void main(String[] arguments) {
        Path kubeconfig = Path.of(arguments[1]);
        if (arguments[0].equals("install")) {
            install(Path.of(arguments[2]), kubeconfig, List.of(arguments).subList(3, arguments.length));
        } else {
            Helm.uninstall(RELEASE)
                    .withNamespace(RELEASE)
                    .withKubeConfig(kubeconfig)
                    .ignoreNotFound()
                    .call();
        }
    }

    private static void install(Path chart, Path kubeconfig, List<String> values) {
        InstallCommand install = new Helm(chart)
                .install()
                .withName(RELEASE)
                .withNamespace(RELEASE)
                .createNamespace()
                .withKubeConfig(kubeconfig);
        values.stream().map(value -> value.split("=", 2)).forEach(value -> install.set(value[0], value[1]));
        install.call();
    }
}
