package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.environment.Withheld;
import dev.remocal.injector.Injector;
import dev.remocal.injector.Uninjection;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses one of the target's pods and takes back, in a copy, what the injection has changed in it. */
final class Replicas {

    private final KubernetesSerialization serialization;

    Replicas(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /**
     * Ready ones come first, then newer ones: after a rollout those that stay.
     *
     * @param container empty for the one that the session is about
     */
    Optional<Replica> choose(List<Pod> pods, Optional<String> container) {
        return pods.stream()
                .filter(pod -> PodView.of(pod).alive())
                .max(Comparator.<Pod, Boolean>comparing(pod -> PodView.of(pod).ready())
                        .thenComparing(Replicas::created))
                .map(pod -> replica(pod, container));
    }

    private static String created(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getCreationTimestamp()).orElse("");
    }

    private Replica replica(Pod pod, Optional<String> container) {
        JsonNode json = serialization.convertValue(pod, JsonNode.class);
        List<CapturedPort> captured = PodView.of(pod).captured();
        if (!Injector.isInjected(json)) {
            return new Replica(pod, ContainerChoice.of(pod, captured, container), List.of());
        }
        return switch (Uninjection.of(json)) {
            case Uninjection.Restored(JsonNode before) -> {
                Pod restored = serialization.convertValue(before, Pod.class);
                yield new Replica(restored, ContainerChoice.of(restored, captured, container), List.of());
            }
            case Uninjection.Impossible(String sentence) ->
                new Replica(
                        pod,
                        ContainerChoice.of(pod, captured, container),
                        List.of(new Withheld("pod/" + pod.getMetadata().getName(), sentence)));
        };
    }
}
