package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Decides whether a pod gets the sidecar and, if so, what the pod looks like with it. */
public final class Injector {

    private Injector() {}

    /** As in a namespace that says nothing about what developers may reach. */
    public static Decision decide(JsonNode pod, NamespaceInjection namespace, InjectionSettings settings) {
        return decide(pod, namespace, NamespaceOutgoing.all(), settings);
    }

    /**
     * Injecting what was injected before is a {@link Decision.Skip}, so deciding twice equals deciding once.
     *
     * @param pod a v1 Pod; it is left as it is, and fields that Remocal does not know survive
     */
    public static Decision decide(
            JsonNode pod, NamespaceInjection namespace, NamespaceOutgoing outgoing, InjectionSettings settings) {
        return Eligibility.check(pod, namespace)
                .<Decision>map(skip -> skip)
                .orElseGet(() -> capture(pod, outgoing, settings));
    }

    /** Whether the sidecar is in a pod already. */
    public static boolean isInjected(JsonNode pod) {
        return Sidecar.isIn(pod);
    }

    /** Whether its rules of iptables know nothing of a mesh that is in the pod, having come in after them. */
    public static boolean passesMeshBy(JsonNode pod) {
        return PacketFilter.passesMeshBy(pod);
    }

    /** The pod's name, or the beginning of it and a star while a controller's pod has none yet; printable. */
    public static String nameOf(JsonNode pod) {
        return Pods.name(pod);
    }

    private static Decision capture(JsonNode pod, NamespaceOutgoing outgoing, InjectionSettings settings) {
        try {
            CapturePlan plan = CapturePlan.of(pod, settings);
            SidecarOptions options = SidecarOptions.of(pod, outgoing.list(), settings);
            PodDraft draft = inject(pod, plan, options, settings);
            return new Decision.Inject(draft.finish(), draft.patch(), plan.ports(), warnings(plan, outgoing));
        } catch (NotInjectable wrong) {
            return wrong.skip();
        }
    }

    private static PodDraft inject(JsonNode pod, CapturePlan plan, SidecarOptions options, InjectionSettings settings) {
        PodDraft draft = new PodDraft(pod);
        plan.captures().forEach(capture -> capture.apply(draft));
        Sidecar.addTo(draft, plan.ports(), options, settings);
        PacketFilter.addTo(draft, plan.redirects(), options, settings);
        return draft;
    }

    private static List<Warning> warnings(CapturePlan plan, NamespaceOutgoing outgoing) {
        return Stream.concat(
                        plan.warnings().stream().map(sentence -> new Warning(Warning.Kind.PARTIAL_CAPTURE, sentence)),
                        outgoing.warning().stream())
                .toList();
    }
}
