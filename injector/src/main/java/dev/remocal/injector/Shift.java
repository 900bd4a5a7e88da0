package dev.remocal.injector;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;

/**
 * Capture by number: the app is moved to a free port and the sidecar takes the one it had, so whoever uses the number
 * reaches the sidecar: a Service that targets it, a headless Service, a caller of the pod's address. The kubelet's checks of
 * that container follow the app.
 *
 * @param names of the port's entries; its number where it has none
 * @param number that the sidecar takes
 * @param moved where the app listens instead
 */
record Shift(String container, List<String> names, int number, int moved, Relocation relocation) implements Capture {

    /** Ports below this need a capability where the container runtime leaves the kernel's default (ip_unprivileged_port_start). */
    private static final int FIRST_UNPRIVILEGED = 1024;

    private static final String UNPRIVILEGED_START = "net.ipv4.ip_unprivileged_port_start";

    private static final PodPath SYSCTLS = PodPath.of("spec", "securityContext", "sysctls");

    @Override
    public List<CapturedPort> ports() {
        return CapturedPort.each(container, names, number, moved, CaptureKind.SHIFT);
    }

    @Override
    public void apply(PodDraft draft) {
        PodPath path = PodPath.container(container);
        relocation.apply(draft, path, number, moved);
        Checks.of(draft.pod(), path, number, names).forEach(port -> draft.set(port, IntNode.valueOf(moved)));
        if (number < FIRST_UNPRIVILEGED) {
            allowLowPorts(draft);
        }
    }

    /** A safe sysctl, which {@code restricted} allows too; it is the pod's own. */
    private static void allowLowPorts(PodDraft draft) {
        if (SYSCTLS.child(UNPRIVILEGED_START).in(draft.pod()).isMissingNode()) {
            draft.append(SYSCTLS, Pods.named(UNPRIVILEGED_START, "0"));
        }
    }
}
