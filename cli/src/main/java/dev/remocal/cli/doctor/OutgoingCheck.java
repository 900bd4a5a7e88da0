package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.Reading;
import dev.remocal.injector.PodMetadata;

/** Does a namespace's annotation limit what developers reach from inside its pods? */
public final class OutgoingCheck {

    private static final String OUTGOING = "outgoing";

    private OutgoingCheck() {}

    /**
     * @param service that the webhook is asked by; the chart calls the webhook's ServiceAccount so too
     * @param mayRead whether that one may get the namespace
     */
    public static Finding of(String namespace, WebhookEntry.Service service, Reading<Boolean> mayRead) {
        return switch (mayRead) {
            case Reading.Unknown<Boolean> unknown -> Finding.unread(OUTGOING, unknown);
            case Reading.Known<Boolean>(Boolean yes) -> yes ? mayRead(namespace) : mayNot(namespace, service);
        };
    }

    private static Finding mayRead(String namespace) {
        return Finding.ok(
                OUTGOING,
                "The webhook may read namespace " + namespace + ", so that its annotation "
                        + PodMetadata.OUTGOING_ANNOTATION + " limits what developers reach from inside new pods.");
    }

    /** A choice where the chart was told so; otherwise new pods let nobody out. */
    private static Finding mayNot(String namespace, WebhookEntry.Service service) {
        return Finding.warn(
                OUTGOING,
                "ServiceAccount " + service.name() + " in namespace " + service.namespace() + " may not get namespace "
                        + namespace + ", so that its annotation " + PodMetadata.OUTGOING_ANNOTATION
                        + " limits nothing where the chart's value outgoing.readNamespaces is false, and developers reach"
                        + " nothing from inside new pods where it is true; upgrade the chart with that value true.");
    }
}
