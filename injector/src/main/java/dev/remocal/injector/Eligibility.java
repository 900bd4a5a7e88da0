package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.INJECTION_LABEL;
import static dev.remocal.injector.PodMetadata.INJECT_LABEL;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** May this pod be injected at all? Opting out goes first, so that whoever did it gets that answer and no other. */
final class Eligibility {

    private Eligibility() {}

    static Optional<Decision.Skip> check(JsonNode pod, NamespaceInjection namespace) {
        return optIn(pod, namespace).or(() -> obstacle(pod));
    }

    private static Optional<Decision.Skip> optIn(JsonNode pod, NamespaceInjection namespace) {
        String label = pod.path("metadata").path("labels").path(INJECT_LABEL).asText("");
        return switch (namespace) {
            case NONE ->
                skip(
                        SkipReason.NOT_OPTED_IN,
                        "The namespace of %s has no label %s=enabled or =all; add one."
                                .formatted(Pods.object(pod), INJECTION_LABEL));
            case ENABLED -> label.isEmpty() ? notAsked(pod) : unlessTrue(pod, label);
            case ALL -> label.isEmpty() ? Optional.empty() : unlessTrue(pod, label);
        };
    }

    private static Optional<Decision.Skip> notAsked(JsonNode pod) {
        return skip(
                SkipReason.NOT_OPTED_IN, "%s has no label %s=true; add it.".formatted(Pods.subject(pod), INJECT_LABEL));
    }

    private static Optional<Decision.Skip> unlessTrue(JsonNode pod, String label) {
        return switch (label) {
            case "true" -> Optional.empty();
            case "false" ->
                skip(
                        SkipReason.OPTED_OUT,
                        "%s has the label %s=false; set it to true to inject."
                                .formatted(Pods.subject(pod), INJECT_LABEL));
            // Neither consent nor refusal, in a namespace with injection=all too: no guess, the pod stays as it is.
            default ->
                skip(
                        SkipReason.INVALID_LABEL,
                        "Label %s of %s is %s; allowed are true and false."
                                .formatted(INJECT_LABEL, Pods.object(pod), Pods.quoted(label)));
        };
    }

    private static Optional<Decision.Skip> obstacle(JsonNode pod) {
        return Stream.<Optional<Decision.Skip>>of(
                        alreadyInjected(pod),
                        hostNetwork(pod),
                        windows(pod),
                        mirrorPod(pod),
                        nameTaken(pod),
                        portTaken(pod))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Decision.Skip> alreadyInjected(JsonNode pod) {
        return when(
                Sidecar.isIn(pod),
                SkipReason.ALREADY_INJECTED,
                () -> "%s has the sidecar already.".formatted(Pods.subject(pod)));
    }

    private static Optional<Decision.Skip> hostNetwork(JsonNode pod) {
        return when(
                pod.path("spec").path("hostNetwork").asBoolean(),
                SkipReason.HOST_NETWORK,
                () -> "%s uses hostNetwork, where a port cannot be moved; run it on the pod network."
                        .formatted(Pods.subject(pod)));
    }

    private static Optional<Decision.Skip> windows(JsonNode pod) {
        boolean windows =
                "windows".equals(pod.path("spec").path("os").path("name").asText());
        return when(
                windows,
                SkipReason.WINDOWS,
                () -> "%s is a Windows pod; the sidecar runs on Linux.".formatted(Pods.subject(pod)));
    }

    private static Optional<Decision.Skip> mirrorPod(JsonNode pod) {
        boolean mirror = pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
        return when(
                mirror,
                SkipReason.MIRROR_POD,
                () -> "%s mirrors a static pod of its node; only a pod made through the API can be injected."
                        .formatted(Pods.subject(pod)));
    }

    private static Optional<Decision.Skip> nameTaken(JsonNode pod) {
        return Stream.of("containers", "initContainers", "volumes")
                .flatMap(list -> Pods.stream(pod.path("spec").path(list)))
                .map(entry -> entry.path("name").asText())
                .filter(Sidecar.NAMES::contains)
                .findFirst()
                .flatMap(name -> skip(
                        SkipReason.NAME_TAKEN,
                        "%s uses the name %s, which the sidecar needs; rename it.".formatted(Pods.subject(pod), name)));
    }

    private static Optional<Decision.Skip> portTaken(JsonNode pod) {
        return Pods.containers(pod)
                .flatMap(container -> Pods.stream(container.path("ports")))
                .map(port -> port.path("containerPort").asInt())
                .filter(Sidecar.OWN_PORTS::contains)
                .findFirst()
                .flatMap(port -> skip(
                        SkipReason.PORT_TAKEN,
                        "%s declares port %d, which the sidecar needs; move it to another."
                                .formatted(Pods.subject(pod), port)));
    }

    private static Optional<Decision.Skip> when(boolean holds, SkipReason reason, Supplier<String> sentence) {
        return holds ? skip(reason, sentence.get()) : Optional.empty();
    }

    private static Optional<Decision.Skip> skip(SkipReason reason, String sentence) {
        return Optional.of(new Decision.Skip(reason, sentence));
    }
}
