package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliFailure;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.PodMetadata;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides what keeps the pods of a target from having a sidecar, and which command changes it. */
public final class MissingSidecar {

    private static final String NAMESPACE_LABEL = PodMetadata.INJECTION_LABEL;
    private static final String POD_LABEL = PodMetadata.INJECT_LABEL;

    private MissingSidecar() {}

    /**
     * @param namespaceLabels unknown where they may not be read
     * @param pods those of the target, at least one, none with a sidecar
     */
    public static CliFailure explain(
            TargetName target, String namespace, Reading<Map<String, String>> namespaceLabels, List<PodFacts> pods) {
        return namespaceLabels
                .known()
                .map(labels -> explain(target, namespace, labels, pods))
                .orElseGet(() -> unknown(target, namespace));
    }

    private static CliFailure explain(
            TargetName target, String namespace, Map<String, String> namespaceLabels, List<PodFacts> pods) {
        NamespaceInjection injection = NamespaceInjection.of(namespaceLabels.get(NAMESPACE_LABEL));
        String workload = workload(target, pods);
        String restart = restart(namespace, workload);
        return new CliFailure.NoSidecar("No pod of " + target.text() + " in namespace " + namespace
                + " has a sidecar, because "
                + switch (reason(injection, pods)) {
                    case NAMESPACE ->
                        "the namespace is not labelled " + NAMESPACE_LABEL + "=enabled; run `kubectl label namespace "
                                + namespace + " " + NAMESPACE_LABEL + "=enabled`, give the pod template the label "
                                + POD_LABEL + "=true and run `" + restart + "`.";
                    case POD ->
                        "its pod template has no label " + POD_LABEL + "=true; run `" + patch(namespace, workload)
                                + "`.";
                    case OPTED_OUT ->
                        "its pod template is labelled " + POD_LABEL + "=false; run `" + patch(namespace, workload)
                                + "`.";
                    case ROLLOUT ->
                        obstacle(injection, pods)
                                .map(sentence -> "none can be put in: " + sentence)
                                .orElse("its pods are older than the labels or the webhook; run `" + restart
                                        + "`, and if that changes nothing read the warnings of `kubectl -n "
                                        + namespace + " get events`.");
                });
    }

    private static CliFailure unknown(TargetName target, String namespace) {
        return new CliFailure.NoSidecar("No pod of " + target.text() + " in namespace " + namespace
                + " has a sidecar; check that the namespace is labelled " + NAMESPACE_LABEL
                + "=enabled and the pod template " + POD_LABEL + "=true, and that the pods are newer than both.");
    }

    /** The owner of the pods, where it can be told from the names that Kubernetes gives. */
    public static String workload(TargetName target, List<PodFacts> pods) {
        String owner = pods.getFirst().view().owner();
        return switch (target.kind()) {
            case DEPLOYMENT, STATEFUL_SET -> target.text();
            case SERVICE, POD -> owner.isEmpty() ? "deploy/NAME" : owner;
        };
    }

    public static String restart(String namespace, String workload) {
        return "kubectl -n " + namespace + " rollout restart " + workload;
    }

    private static Optional<String> obstacle(NamespaceInjection injection, List<PodFacts> pods) {
        return pods.stream()
                .map(pod -> InjectionForecast.obstacle(pod.json(), injection))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private enum Reason {
        NAMESPACE,
        POD,
        OPTED_OUT,
        ROLLOUT
    }

    private static Reason reason(NamespaceInjection injection, List<PodFacts> pods) {
        if (injection == NamespaceInjection.NONE) {
            return Reason.NAMESPACE;
        }
        if (pods.stream().allMatch(pod -> isLabelled(pod, "false"))) {
            return Reason.OPTED_OUT;
        }
        boolean labelled = pods.stream().anyMatch(pod -> isLabelled(pod, "true"));
        return labelled || injection == NamespaceInjection.ALL ? Reason.ROLLOUT : Reason.POD;
    }

    private static boolean isLabelled(PodFacts pod, String value) {
        return Objects.equals(value, pod.view().labels().get(POD_LABEL));
    }

    private static String patch(String namespace, String workload) {
        return "kubectl -n " + namespace + " patch " + workload
                + " -p '{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"" + POD_LABEL + "\":\"true\"}}}}}'";
    }
}
