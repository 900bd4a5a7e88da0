package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Map;

/** Decides what keeps the pods of a target from having a sidecar, and which command changes it. */
final class MissingSidecar {

    static final String NAMESPACE_LABEL = "remocal.dev/injection";
    static final String POD_LABEL = "remocal.dev/inject";

    private MissingSidecar() {}

    /**
     * @param workload what has the pod template, such as {@code deploy/payments}, or a placeholder
     * @param pods those of the target, at least one
     */
    static CliFailure explain(
            TargetName target,
            String namespace,
            Map<String, String> namespaceLabels,
            String workload,
            List<PodView> pods) {
        String injection = namespaceLabels.getOrDefault(NAMESPACE_LABEL, "");
        String subject = "No pod of " + target.text() + " in namespace " + namespace + " has a sidecar, because ";
        String restart = "kubectl -n " + namespace + " rollout restart " + workload;
        return new CliFailure.NoSidecar(subject
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
                        "its pods are older than the labels or the webhook; run `" + restart
                                + "`, and if that changes nothing read the warnings of `kubectl -n " + namespace
                                + " get events`.";
                });
    }

    /** Where the namespace's labels may not be read. */
    static CliFailure unknown(TargetName target, String namespace) {
        return new CliFailure.NoSidecar("No pod of " + target.text() + " in namespace " + namespace
                + " has a sidecar; check that the namespace is labelled " + NAMESPACE_LABEL
                + "=enabled and the pod template " + POD_LABEL + "=true, and that the pods are newer than both.");
    }

    private enum Reason {
        NAMESPACE,
        POD,
        OPTED_OUT,
        ROLLOUT
    }

    private static Reason reason(String injection, List<PodView> pods) {
        if (!injection.equals("enabled") && !injection.equals("all")) {
            return Reason.NAMESPACE;
        }
        if (pods.stream().allMatch(pod -> "false".equals(pod.labels().get(POD_LABEL)))) {
            return Reason.OPTED_OUT;
        }
        boolean labelled =
                pods.stream().anyMatch(pod -> "true".equals(pod.labels().get(POD_LABEL)));
        return labelled || injection.equals("all") ? Reason.ROLLOUT : Reason.POD;
    }

    private static String patch(String namespace, String workload) {
        return "kubectl -n " + namespace + " patch " + workload
                + " -p '{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"" + POD_LABEL + "\":\"true\"}}}}}'";
    }
}
