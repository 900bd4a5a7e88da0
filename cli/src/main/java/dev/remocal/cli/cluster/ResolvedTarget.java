package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * A target that exists.
 *
 * @param pods which pods are behind it
 * @param servicePorts empty where it is not a Service
 */
public record ResolvedTarget(TargetName name, String namespace, Pods pods, List<ServicePort> servicePorts) {

    /** How the pods of a target are told from others. */
    sealed interface Pods {

        record Selected(LabelSelector selector) implements Pods {}

        record Named(String name) implements Pods {}
    }
}
