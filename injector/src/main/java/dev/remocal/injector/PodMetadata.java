package dev.remocal.injector;

import dev.remocal.protocol.OutgoingRules;

/** The labels and annotations by which people ask for injection and see what it did. */
public final class PodMetadata {

    /** On a namespace: {@code enabled} or {@code all}. */
    public static final String INJECTION_LABEL = "remocal.dev/injection";

    /** On a pod: {@code true} or {@code false}. */
    public static final String INJECT_LABEL = "remocal.dev/inject";

    /**
     * On a pod: comma-separated names of the container ports to capture, or numbers of those that can be shifted without an
     * annotation; without it, all of them.
     */
    public static final String PORTS_ANNOTATION = "remocal.dev/ports";

    /** On a pod: comma-separated, each a port's number and how the app is told another one: {@code 8080=QUARKUS_HTTP_PORT}. */
    public static final String SHIFT_ANNOTATION = "remocal.dev/shift";

    /** On a pod: {@code native} or {@code jvm}. */
    public static final String SIDECAR_ANNOTATION = "remocal.dev/sidecar";

    /** On a pod: {@code iptables}, where the settings allow it. */
    public static final String CAPTURE_ANNOTATION = "remocal.dev/capture";

    /** On a pod and on a namespace: what {@link OutgoingRules} lets developers reach from inside the pod; both have to allow it. */
    public static final String OUTGOING_ANNOTATION = OutgoingRules.ANNOTATION;

    /** On an injected pod: {@code true}. */
    public static final String INJECTED_LABEL = "remocal.dev/injected";

    /** On an injected pod: its ports as {@link CapturedPort#formatForCallers} writes them. */
    public static final String CAPTURED_ANNOTATION = "remocal.dev/captured";

    /** On an injected pod: what {@link Uninjection} needs to lead back, as {@link Originals} writes it. */
    public static final String ORIGINAL_ANNOTATION = "remocal.dev/original";

    private PodMetadata() {}

    /**
     * On a pod: a quantity for its sidecar, in place of the settings'.
     *
     * @param resource {@code cpu} or {@code memory}
     * @param side {@code request} or {@code limit}
     */
    static String sidecarResource(String resource, String side) {
        return SIDECAR_ANNOTATION + "-" + resource + "-" + side;
    }
}
