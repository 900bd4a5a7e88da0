package dev.remocal.cli;

import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is going to be done, once the cluster has been looked at.
 *
 * @param pods that must take the session, all of them
 */
record AttachPlan(SessionSpec spec, List<PortMapping> ports, List<PodView> pods, CliEvent.Terms terms) {

    static AttachPlan of(
            AttachRequest request,
            String namespace,
            String context,
            List<PortMapping> ports,
            List<PodView> injected,
            String sessionId,
            long nowMillis) {
        SessionSpec spec = new SessionSpec(
                Protocol.VERSION,
                sessionId,
                request.identity().owner(),
                request.identity().key(),
                request.target().text(),
                request.mode(),
                ports.stream().map(PortMapping::app).distinct().toList(),
                request.filter(),
                request.onFailure(),
                request.samplePercent(),
                nowMillis,
                "remocal/" + Version.number());
        List<PodView> pods = awaited(injected);
        return new AttachPlan(spec, ports, pods, terms(spec, namespace, context, ports, pods));
    }

    /** By the application's port number. */
    Map<Integer, Integer> localPorts() {
        return ports.stream().collect(Collectors.toMap(PortMapping::app, PortMapping::local, (first, second) -> first));
    }

    /** Those that take traffic; where there are none yet, those whose sidecar runs, or else is about to. */
    private static List<PodView> awaited(List<PodView> injected) {
        return List.<Predicate<PodView>>of(pod -> pod.attachable() && pod.ready(), PodView::attachable, pod -> true)
                .stream()
                .map(rule -> injected.stream().filter(rule).toList())
                .filter(pods -> !pods.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static CliEvent.Terms terms(
            SessionSpec spec, String namespace, String context, List<PortMapping> ports, List<PodView> pods) {
        return new CliEvent.Terms(
                spec.id(),
                spec.target(),
                namespace,
                context,
                spec.mode(),
                spec.filter(),
                spec.key(),
                spec.owner(),
                spec.onFailure(),
                spec.samplePercent(),
                ports,
                pods.stream().map(PodView::name).sorted().toList());
    }
}
