package dev.remocal.cli.cluster;

import dev.remocal.cli.environment.Withheld;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * A pod of the target as it would be without the sidecar, and the container that is meant.
 *
 * @param remarks where it could not be told what the sidecar has changed
 */
public record Replica(Pod pod, Container container, List<Withheld> remarks) {

    public String podName() {
        return pod.getMetadata().getName();
    }

    public String containerName() {
        return container.getName();
    }
}
