package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.MissingSidecar;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Do pods run behind the target, and has each a sidecar? */
public final class PodsCheck {

    private static final String PODS = "pods";

    private PodsCheck() {}

    /** Where the target or its pods cannot be read. */
    public static Finding of(CliFailure failure) {
        return Finding.fail(PODS, failure.sentence());
    }

    /** @param pods those that are neither finished nor being deleted */
    public static Finding of(
            TargetName target, String namespace, Reading<Map<String, String>> namespaceLabels, List<PodFacts> pods) {
        if (pods.isEmpty()) {
            return Finding.fail(PODS, new CliFailure.NoPods(target.text(), namespace).sentence());
        }
        String without = names(pods, pod -> !pod.injected());
        String starting = names(pods, pod -> pod.injected() && !pod.sidecarRunning());
        if (pods.stream().noneMatch(pod -> pod.view().injected())) {
            return Finding.fail(
                    PODS,
                    MissingSidecar.explain(target, namespace, namespaceLabels, pods)
                            .sentence());
        }
        if (!without.isEmpty()) {
            return Finding.warn(
                    PODS,
                    "Of the pods of " + target.text() + " these have no sidecar: " + without
                            + "; attach leaves them to the cluster until you run `"
                            + MissingSidecar.restart(namespace, MissingSidecar.workload(target, pods)) + "`.");
        }
        return starting.isEmpty()
                ? Finding.ok(PODS, "Each pod of " + target.text() + " has a sidecar: " + names(pods, pod -> true) + ".")
                : Finding.warn(
                        PODS,
                        "The sidecar does not run yet in " + starting + "; see why with `kubectl -n " + namespace
                                + " describe pod`.");
    }

    private static String names(List<PodFacts> pods, Predicate<PodView> wanted) {
        return pods.stream()
                .map(PodFacts::view)
                .filter(wanted)
                .map(PodView::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
