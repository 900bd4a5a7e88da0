package dev.remocal.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.injector.CapturedPort;
import dev.remocal.injector.Decision;
import dev.remocal.injector.SkipReason;
import dev.remocal.injector.Warning;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the owner of a pod is told of an admission, as an event of {@code events.k8s.io/v1}; pure. The pod itself does not exist
 * yet, and may have no name.
 */
record PodEvent(String namespace, Owner owner, Type type, Reason reason, String note) {

    /** Characters of a note: events.k8s.io/v1 takes 1024 bytes, and a character may be three of them. */
    static final int MAX_NOTE_LENGTH = 340;

    /** The controller in the pod's metadata.ownerReferences. */
    record Owner(String apiVersion, String kind, String name, String uid) {}

    /** As Kubernetes spells them. */
    enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        final String text;

        Type(String text) {
            this.text = text;
        }
    }

    enum Reason {
        INJECTED("SidecarInjected"),
        SKIPPED("SidecarSkipped"),
        FAILED("SidecarInjectionFailed");

        final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** None for a dry run, for a pod that asked for nothing, and for one that nobody owns. */
    static Optional<PodEvent> of(AdmissionRequest request, Outcome outcome) {
        if (request.dryRun()) {
            return Optional.empty();
        }
        return owner(request.pod()).flatMap(owner -> of(request.namespace(), owner, outcome));
    }

    private static Optional<Owner> owner(JsonNode pod) {
        return StreamSupport.stream(pod.path("metadata").path("ownerReferences").spliterator(), false)
                .filter(reference -> reference.path("controller").asBoolean())
                .map(reference -> new Owner(
                        reference.path("apiVersion").asText(),
                        reference.path("kind").asText(),
                        reference.path("name").asText(),
                        reference.path("uid").asText()))
                .findFirst();
    }

    private static Optional<PodEvent> of(String namespace, Owner owner, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Decided(Decision.Inject inject) ->
                Optional.of(new PodEvent(namespace, owner, Type.NORMAL, Reason.INJECTED, injected(inject)));
            case Outcome.Decided(Decision.Skip skip) ->
                skip.reason() == SkipReason.NOT_OPTED_IN
                        ? Optional.empty()
                        : Optional.of(new PodEvent(
                                namespace,
                                owner,
                                Type.WARNING,
                                Reason.SKIPPED,
                                cut(skip.sentence() + " (" + skip.reason().code() + ")")));
            case Outcome.Failed failed ->
                Optional.of(new PodEvent(
                        namespace,
                        owner,
                        Type.WARNING,
                        Reason.FAILED,
                        "The webhook failed at a pod, which starts without a sidecar; look at the webhook's log."));
        };
    }

    private static String injected(Decision.Inject inject) {
        String ports = "New pods get the sidecar. Captured: " + CapturedPort.format(inject.ports()) + ".";
        return cut(Stream.concat(Stream.of(ports), inject.warnings().stream().map(Warning::sentence))
                .collect(Collectors.joining(" ")));
    }

    private static String cut(String text) {
        return text.length() <= MAX_NOTE_LENGTH ? text : text.substring(0, MAX_NOTE_LENGTH - 1) + "…";
    }
}
