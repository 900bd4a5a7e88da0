package dev.remocal.injector;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;

/**
 * Capture by name: a captured port keeps its name on its own entry and gets the sidecar's number, so Services that
 * target the name reach the sidecar. What its container's kubelet checks used the name for gets the app's number.
 */
record Renumbering(String container, List<String> names, int number, int listen) implements Capture {

    @Override
    public List<CapturedPort> ports() {
        return CapturedPort.each(container, names, listen, number, CaptureKind.RENUMBER);
    }

    @Override
    public void apply(PodDraft draft) {
        PodPath path = PodPath.container(container);
        names.forEach(
                name -> draft.set(path.child("ports").child(name).child("containerPort"), IntNode.valueOf(listen)));
        Checks.ports(path)
                .filter(port -> names.contains(port.in(draft.pod()).asText()))
                .forEach(port -> draft.set(port, IntNode.valueOf(number)));
    }
}
