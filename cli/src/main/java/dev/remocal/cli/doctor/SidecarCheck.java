package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Do the sidecars answer, and are they those of today? */
public final class SidecarCheck {

    private static final String SIDECAR = "sidecar";

    /** What a pod's sidecar said. */
    public sealed interface Answer {

        String pod();

        record Said(String pod, String version) implements Answer {}

        record Silent(String pod, String reason) implements Answer {}
    }

    private SidecarCheck() {}

    /** The sidecar's image in a pod; empty where it has none. */
    public static String image(JsonNode pod) {
        return SidecarImage.of(pod);
    }

    /** Where the sidecars cannot be reached at all. */
    public static Finding notAsked(CliFailure failure) {
        return Finding.fail(SIDECAR, failure.sentence());
    }

    /**
     * @param own the version of this command
     * @param current the image of the sidecar that a new pod gets; empty where that is not known
     * @param restart a command that replaces the pods
     */
    public static List<Finding> of(
            List<Answer> answers, String own, List<PodFacts> pods, Optional<String> current, String restart) {
        List<Finding> silent = answers.stream()
                .filter(Answer.Silent.class::isInstance)
                .map(Answer.Silent.class::cast)
                .map(answer -> Finding.fail(
                        SIDECAR, new CliFailure.SidecarUnreachable(answer.pod(), answer.reason()).sentence()))
                .toList();
        if (!silent.isEmpty()) {
            return silent;
        }
        return List.of(stale(answers, own, restart)
                .or(() -> replaced(pods, current, restart))
                .orElseGet(() ->
                        Finding.ok(SIDECAR, "Each sidecar answers and is of this command's version, " + own + ".")));
    }

    private static Optional<Finding> stale(List<Answer> answers, String own, String restart) {
        String others = answers.stream()
                .filter(Answer.Said.class::isInstance)
                .map(Answer.Said.class::cast)
                .filter(answer -> !own.equals(answer.version()))
                .map(answer -> answer.pod() + " (" + answer.version() + ")")
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        SIDECAR,
                        "This command is of version " + own + " and these sidecars are not: " + others
                                + "; use the same version, or once the webhook has it run `" + restart + "`."));
    }

    private static Optional<Finding> replaced(List<PodFacts> pods, Optional<String> current, String restart) {
        return current.flatMap(image -> pods.stream()
                .filter(pod ->
                        pod.view().injected() && !SidecarImage.of(pod.json()).equals(image))
                .findFirst()
                .map(pod -> Finding.warn(
                        SIDECAR,
                        "Pod " + pod.view().name() + " has the sidecar " + SidecarImage.of(pod.json())
                                + ", and a new pod gets " + image + "; to replace it run `" + restart + "`.")));
    }
}
