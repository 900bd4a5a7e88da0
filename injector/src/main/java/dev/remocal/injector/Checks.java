package dev.remocal.injector;

import java.util.stream.Stream;

/** What the kubelet asks of a container: its probes and lifecycle hooks. */
final class Checks {

    private Checks() {}

    /** The places where one may have a port; a name is looked up in the same container only, and grpc takes numbers only. */
    static Stream<PodPath> ports(PodPath container) {
        PodPath lifecycle = container.child("lifecycle");
        return Stream.of(
                        container.child("livenessProbe"),
                        container.child("readinessProbe"),
                        container.child("startupProbe"),
                        lifecycle.child("postStart"),
                        lifecycle.child("preStop"))
                .flatMap(check -> Stream.of(check.child("httpGet"), check.child("tcpSocket"), check.child("grpc")))
                .map(action -> action.child("port"));
    }
}
