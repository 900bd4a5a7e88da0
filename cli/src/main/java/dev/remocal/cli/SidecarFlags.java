package dev.remocal.cli;

import dev.remocal.cli.cluster.ChartDefaults;
import dev.remocal.injector.InjectionSettings;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** What the sidecar is to be like. What is not said is as in the chart of this version. */
final class SidecarFlags {

    @Option(
            names = "--sidecar-image",
            paramLabel = "IMAGE",
            description = "Image of the sidecar; default: the one of the chart.")
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--image-pull-policy",
            paramLabel = "POLICY",
            description = "Always, IfNotPresent or Never; default: left to Kubernetes.")
    private Optional<String> pullPolicy = Optional.empty();

    @Option(names = "--cpu-request", paramLabel = "QUANTITY", description = "CPU request of the sidecar, such as 10m.")
    private Optional<String> cpuRequest = Optional.empty();

    @Option(names = "--cpu-limit", paramLabel = "QUANTITY", description = "CPU limit of the sidecar, such as 1.")
    private Optional<String> cpuLimit = Optional.empty();

    @Option(
            names = "--memory-request",
            paramLabel = "QUANTITY",
            description = "Memory request of the sidecar, such as 96Mi.")
    private Optional<String> memoryRequest = Optional.empty();

    @Option(
            names = "--memory-limit",
            paramLabel = "QUANTITY",
            description = "Memory limit of the sidecar, such as 256Mi.")
    private Optional<String> memoryLimit = Optional.empty();

    @Option(
            names = "--run-as-user",
            paramLabel = "UID",
            description = "User of the sidecar in pods that set none; 'none' leaves it to the platform.")
    private Optional<String> user = Optional.empty();

    /**
     * @throws IllegalArgumentException with a sentence that begins with the flag
     */
    InjectionSettings settings(ChartDefaults chart) {
        try {
            return new InjectionSettings(
                    image.orElse(chart.text("image")),
                    pullPolicy.or(() -> chart.optional("imagePullPolicy")).orElse(null),
                    cpuRequest.orElse(chart.text("cpuRequest")),
                    cpuLimit.orElse(chart.text("cpuLimit")),
                    memoryRequest.orElse(chart.text("memoryRequest")),
                    memoryLimit.orElse(chart.text("memoryLimit")),
                    user(user.or(() -> chart.optional("runAsUser")).orElse("none")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(flag(String.valueOf(e.getMessage())), e);
        }
    }

    private static OptionalLong user(String text) {
        if (text.equals("none")) {
            return OptionalLong.empty();
        }
        if (!text.matches("\\d{1,10}")) {
            throw new IllegalArgumentException(
                    "run-as-user is " + text + "; allowed are 1 and above, or none to leave it to the platform");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private static String flag(String sentence) {
        return (sentence.startsWith("image is") ? "--sidecar-" : "--") + sentence;
    }
}
