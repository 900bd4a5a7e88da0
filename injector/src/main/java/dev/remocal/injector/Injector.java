package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Decides whether a pod gets the sidecar and, if so, what the pod looks like with it. */
public final class Injector {

    private Injector() {}

    /**
     * Injecting what was injected before is a {@link Decision.Skip}, so deciding twice equals deciding once.
     *
     * @param pod a v1 Pod; it is left as it is, and fields that Remocal does not know survive
     */
    public static Decision decide(JsonNode pod, NamespaceInjection namespace, InjectionSettings settings) {
        return Eligibility.check(pod, namespace).<Decision>map(skip -> skip).orElseGet(() -> capture(pod, settings));
    }

    /** Whether the sidecar is in a pod already. */
    public static boolean isInjected(JsonNode pod) {
        return Sidecar.isIn(pod);
    }

    /** The pod's name, or the beginning of it and a star while a controller's pod has none yet; printable. */
    public static String nameOf(JsonNode pod) {
        return Pods.name(pod);
    }

    private static Decision capture(JsonNode pod, InjectionSettings settings) {
        try {
            return inject(pod, CapturePlan.of(pod, settings), settings);
        } catch (NotInjectable wrong) {
            return wrong.skip();
        }
    }

    private static Decision inject(JsonNode pod, CapturePlan plan, InjectionSettings settings) {
        SidecarOptions options = SidecarOptions.of(pod, settings);
        PodDraft draft = new PodDraft(pod);
        plan.captures().forEach(capture -> capture.apply(draft));
        Sidecar.addTo(draft, plan.ports(), options, settings);
        PacketFilter.addTo(draft, plan.redirects(), options, settings);
        ObjectNode after = draft.finish();
        return new Decision.Inject(after, Pods.patch(pod, after), plan.ports(), plan.warnings());
    }
}
