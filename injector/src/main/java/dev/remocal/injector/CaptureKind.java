package dev.remocal.injector;

/** How the sidecar got in front of a port. */
public enum CaptureKind {
    /** By name: the port's entry has the sidecar's number. */
    RENUMBER(""),
    /** By number: the app listens elsewhere. */
    SHIFT("/shift"),
    /** By number: what comes from outside the pod is redirected to the sidecar. */
    IPTABLES("");

    private final String suffix;

    CaptureKind(String suffix) {
        this.suffix = suffix;
    }

    /** What follows the numbers in {@link CapturedPort#format}. */
    String suffix() {
        return suffix;
    }
}
