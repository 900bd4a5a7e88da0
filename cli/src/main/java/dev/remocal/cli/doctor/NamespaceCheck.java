package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.PodMetadata;
import java.util.Map;

/** Has the namespace opted in? */
public final class NamespaceCheck {

    private static final String NAMESPACE = "namespace";

    private NamespaceCheck() {}

    public static Finding of(String namespace, Reading<Map<String, String>> labels) {
        return switch (labels) {
            case Reading.Unknown<Map<String, String>>(CliFailure.NoSuchNamespace missing) ->
                Finding.fail(NAMESPACE, missing.sentence());
            case Reading.Unknown<Map<String, String>> unknown -> Finding.unread(NAMESPACE, unknown);
            case Reading.Known<Map<String, String>>(Map<String, String> known) ->
                of(namespace, NamespaceInjection.of(known.get(PodMetadata.INJECTION_LABEL)));
        };
    }

    private static Finding of(String namespace, NamespaceInjection injection) {
        String label = "Namespace " + namespace + " is labelled " + PodMetadata.INJECTION_LABEL;
        return switch (injection) {
            case ENABLED ->
                Finding.ok(
                        NAMESPACE,
                        label + "=enabled: new pods labelled " + PodMetadata.INJECT_LABEL + "=true get a sidecar.");
            case ALL ->
                Finding.ok(
                        NAMESPACE,
                        label + "=all: new pods get a sidecar unless labelled " + PodMetadata.INJECT_LABEL + "=false.");
            case NONE ->
                Finding.warn(
                        NAMESPACE,
                        "Namespace " + namespace + " is not labelled " + PodMetadata.INJECTION_LABEL
                                + "=enabled or =all, so the webhook is not asked about its pods; run `kubectl label namespace "
                                + namespace + " " + PodMetadata.INJECTION_LABEL + "=enabled`.");
        };
    }
}
