package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.injector.Injector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Is a mesh's proxy in the pods, does it let the kubelet ask the sidecar, and do both agree on who redirects what? */
public final class MeshCheck {

    private static final String MESH = "mesh";
    private static final String MANAGEMENT_PORT = "14051";

    /** A mesh, by the container that carries the traffic and the annotation that spares ports from it. */
    private enum Mesh {
        ISTIO("Istio", "istio-proxy", "traffic.sidecar.istio.io/excludeInboundPorts"),
        LINKERD("Linkerd", "linkerd-proxy", "config.linkerd.io/skip-inbound-ports");

        private final String title;
        private final String proxy;
        private final String exemption;

        Mesh(String title, String proxy, String exemption) {
            this.title = title;
            this.proxy = proxy;
            this.exemption = exemption;
        }

        private boolean isIn(JsonNode pod) {
            return Stream.of("containers", "initContainers")
                    .flatMap(list -> pod.path("spec").path(list).valueStream())
                    .anyMatch(container -> container.path("name").asText().equals(proxy));
        }

        private boolean sparesTheSidecar(JsonNode pod) {
            String ports =
                    pod.path("metadata").path("annotations").path(exemption).asText();
            return Arrays.stream(ports.split(",")).map(String::strip).anyMatch(MANAGEMENT_PORT::equals);
        }
    }

    private MeshCheck() {}

    public static Finding of(List<PodFacts> pods) {
        return Stream.of(Mesh.values())
                .flatMap(mesh ->
                        pods.stream().filter(pod -> mesh.isIn(pod.json())).map(pod -> of(mesh, pod)))
                .max((one, other) -> one.level().compareTo(other.level()))
                .orElseGet(() -> Finding.ok(MESH, "No service mesh's proxy is in the pods."));
    }

    private static Finding of(Mesh mesh, PodFacts pod) {
        if (Injector.passesMeshBy(pod.json())) {
            return Finding.fail(
                    MESH,
                    mesh.title + " came into pod " + pod.view().name()
                            + " after Remocal, whose iptables rules do not know of"
                            + " it, so requests pass one of the two by; see to it that the mesh injects first, by the name of"
                            + " its webhook configuration, and create the pod again.");
        }
        if (!pod.view().injected() || mesh.sparesTheSidecar(pod.json())) {
            return Finding.ok(
                    MESH, mesh.title + "'s proxy is in the pods; what it lets in goes through the sidecar to the app.");
        }
        return Finding.warn(
                MESH,
                mesh.title + "'s proxy in pod " + pod.view().name() + " does not spare port " + MANAGEMENT_PORT
                        + ", where the kubelet asks the sidecar; add it to the pod template's annotation "
                        + mesh.exemption + ".");
    }
}
