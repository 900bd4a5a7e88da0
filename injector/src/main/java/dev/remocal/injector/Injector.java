package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.DiffFlags;
import io.fabric8.zjsonpatch.JsonDiff;
import java.util.EnumSet;
import java.util.List;

/** Decides whether a pod gets the sidecar and, if so, what the pod looks like with it. */
public final class Injector {

    /** Only add, remove and replace: a patch is read by people, and a move across the spec is hard to follow. */
    private static final EnumSet<DiffFlags> PLAIN_OPERATIONS = DiffFlags.dontNormalizeOpIntoMoveAndCopy();

    private Injector() {}

    /**
     * Injecting what was injected before is a {@link Decision.Skip}, so deciding twice equals deciding once.
     *
     * @param pod a v1 Pod; it is left as it is, and fields that Remocal does not know survive
     */
    public static Decision decide(JsonNode pod, NamespaceInjection namespace, InjectionSettings settings) {
        return Eligibility.check(pod, namespace).<Decision>map(skip -> skip).orElseGet(() -> capture(pod, settings));
    }

    /** The pod's name, or the beginning of it and a star while a controller's pod has none yet; printable. */
    public static String nameOf(JsonNode pod) {
        return Pods.name(pod);
    }

    private static Decision capture(JsonNode pod, InjectionSettings settings) {
        return switch (CapturePlan.of(pod)) {
            case CapturePlan.Impossible(Decision.Skip skip) -> skip;
            case CapturePlan.Ports(List<CapturedPort> ports) -> inject(pod, ports, settings);
        };
    }

    private static Decision inject(JsonNode pod, List<CapturedPort> ports, InjectionSettings settings) {
        ObjectNode after = pod.deepCopy();
        Renumbering.apply(after, ports);
        Sidecar.addTo(after, ports, settings);
        return new Decision.Inject(after, JsonDiff.asJson(pod, after, PLAIN_OPERATIONS), ports);
    }
}
