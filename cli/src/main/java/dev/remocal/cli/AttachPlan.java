package dev.remocal.cli;

import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is going to be done, once the cluster has been looked at.
 *
 * @param session empty where no traffic is taken
 * @param pods that must take the session, all of them
 */
record AttachPlan(Optional<SessionSpec> session, List<PortMapping> ports, List<PodView> pods, CliEvent.Terms terms) {

    static AttachPlan of(
            AttachRequest request,
            String namespace,
            String context,
            List<PortMapping> ports,
            List<PodView> injected,
            String sessionId,
            long nowMillis) {
        Optional<SessionSpec> session =
                request.mode().ofSession().map(mode -> spec(request, mode, ports, sessionId, nowMillis));
        List<PodView> pods = awaited(injected);
        CliEvent.Terms terms = session.map(spec -> terms(spec, request.mode(), namespace, context, ports, pods))
                .orElseGet(() -> terms(request, namespace, context, pods));
        return new AttachPlan(session, ports, pods, terms);
    }

    private static SessionSpec spec(
            AttachRequest request, Mode mode, List<PortMapping> ports, String sessionId, long nowMillis) {
        return new SessionSpec(
                Protocol.VERSION,
                sessionId,
                request.identity().owner(),
                request.identity().key(),
                request.target().text(),
                mode,
                ports.stream().map(PortMapping::app).distinct().toList(),
                request.filter(),
                request.onFailure(),
                request.samplePercent(),
                nowMillis,
                "remocal/" + Version.number());
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
            SessionSpec spec,
            AttachMode mode,
            String namespace,
            String context,
            List<PortMapping> ports,
            List<PodView> pods) {
        return new CliEvent.Terms(
                spec.id(),
                spec.target(),
                namespace,
                context,
                mode,
                spec.filter(),
                spec.key(),
                spec.owner(),
                spec.onFailure(),
                spec.samplePercent(),
                ports,
                names(pods));
    }

    private static CliEvent.Terms terms(AttachRequest request, String namespace, String context, List<PodView> pods) {
        return new CliEvent.Terms(
                null,
                request.target().text(),
                namespace,
                context,
                request.mode(),
                null,
                null,
                request.identity().owner(),
                null,
                null,
                List.of(),
                names(pods));
    }

    private static List<String> names(List<PodView> pods) {
        return pods.stream().map(PodView::name).sorted().toList();
    }
}
