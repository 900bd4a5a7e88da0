package dev.remocal.injector;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;

/**
 * Capture by packet filter: what comes from outside the pod for the app's number goes to the sidecar's, and the app stays where
 * it is. The kubelet's checks of that container use a number of their own, which the filter leads to the app.
 *
 * @param names of the port's entries; its number where it has none
 * @param checks the number for the kubelet's checks, on which nobody listens
 */
record Redirect(String container, List<String> names, int number, int listen, int checks) implements Capture {

    @Override
    public List<CapturedPort> ports() {
        return CapturedPort.each(container, names, listen, number, CaptureKind.IPTABLES);
    }

    @Override
    public void apply(PodDraft draft) {
        Checks.of(draft.pod(), PodPath.container(container), number, names)
                .forEach(port -> draft.set(port, IntNode.valueOf(checks)));
    }
}
