package dev.remocal.injector;

import dev.remocal.protocol.OutgoingList;
import java.util.Optional;

/** What a namespace's annotation {@value PodMetadata#OUTGOING_ANNOTATION} lets developers reach, as far as it is known. */
public sealed interface NamespaceOutgoing {

    /** Where there is no annotation. */
    static NamespaceOutgoing all() {
        return new Known(new OutgoingList.All());
    }

    record Known(OutgoingList allowed) implements NamespaceOutgoing {}

    /**
     * Nothing is allowed then: whoever has forbidden something there must not find it allowed because of a failure.
     *
     * @param sentence names the namespace, the cause and the next step
     */
    record Unknown(String sentence) implements NamespaceOutgoing {}

    /** @param annotation its value; empty where the namespace has none */
    static NamespaceOutgoing of(String namespace, Optional<String> annotation) {
        return annotation.map(value -> read(namespace, value)).orElseGet(NamespaceOutgoing::all);
    }

    private static NamespaceOutgoing read(String namespace, String value) {
        try {
            return new Known(OutgoingList.parse(value));
        } catch (IllegalArgumentException wrong) {
            return new Unknown("Annotation %s of namespace %s is %s, so that developers reach nothing; %s."
                    .formatted(PodMetadata.OUTGOING_ANNOTATION, namespace, Pods.quoted(value), wrong.getMessage()));
        }
    }

    /** @param cause a clause that names it and the next step */
    static NamespaceOutgoing unreadable(String namespace, String cause) {
        return new Unknown(
                "Namespace %s could not be read for what developers may reach, so they reach nothing from inside the pod: %s."
                        .formatted(namespace, cause));
    }

    default Optional<Warning> warning() {
        return switch (this) {
            case Known known -> Optional.empty();
            case Unknown(String sentence) -> Optional.of(new Warning(Warning.Kind.OUTGOING_UNKNOWN, sentence));
        };
    }

    /** As it stands in the sidecar's rules. */
    default OutgoingList list() {
        return switch (this) {
            case Known(OutgoingList allowed) -> allowed;
            case Unknown unknown -> new OutgoingList.Unknown();
        };
    }
}
