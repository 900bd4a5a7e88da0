package dev.remocal.injector;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Capture {@code renumber}: a captured port keeps its name on its own entry and gets the sidecar's number, so Services that
 * target the name reach the sidecar. What its container's kubelet checks used the name for gets the app's number.
 */
final class Renumbering {

    private Renumbering() {}

    static void apply(PodDraft draft, List<CapturedPort> ports) {
        ports.forEach(port -> move(draft, port));
    }

    private static void move(PodDraft draft, CapturedPort port) {
        PodPath container = PodPath.container(port.container());
        PodPath number = container.child("ports").child(port.name()).child("containerPort");
        draft.set(number, IntNode.valueOf(port.listen()));
        checks(container)
                .map(check -> check.child("port"))
                .filter(check -> port.name().equals(check.in(draft.pod()).textValue()))
                .forEach(check -> draft.set(check, IntNode.valueOf(port.app())));
    }

    /** All that names a port for the kubelet; a name is looked up in the same container only, and grpc takes numbers only. */
    private static Stream<PodPath> checks(PodPath container) {
        PodPath lifecycle = container.child("lifecycle");
        return Stream.of(
                        container.child("livenessProbe"),
                        container.child("readinessProbe"),
                        container.child("startupProbe"),
                        lifecycle.child("postStart"),
                        lifecycle.child("preStop"))
                .flatMap(handler -> Stream.of(handler.child("httpGet"), handler.child("tcpSocket")));
    }
}
