package dev.remocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.environment.Withheld;
import dev.remocal.injector.Decision;
import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import dev.remocal.injector.NamespaceInjection;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final InjectionSettings SETTINGS =
            new InjectionSettings("sidecar:1", null, "10m", "1", "96Mi", "256Mi", OptionalLong.empty());

    private static final Pod PLAIN = SERIALIZATION.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: payments-1
              annotations: {remocal.dev/shift: 8080=quarkus}
              labels: {remocal.dev/inject: "true"}
            spec:
              containers:
              - name: helper
                image: helper
              - name: app
                image: app
                env: [{name: QUARKUS_HTTP_PORT, value: "8080"}, {name: MODE, value: slow}]
                ports: [{containerPort: 8080}]
            """, Pod.class);

    @Test
    void whatTheSidecarHasChangedIsUndone() {
        Pod injected = injected();
        assertThat(environment(injected.getSpec().getContainers().get(1).getEnv()))
                .doesNotContain("QUARKUS_HTTP_PORT=8080");

        Replica replica = choose(injected).orElseThrow();
        assertThat(replica.containerName()).isEqualTo("app");
        assertThat(environment(replica.container().getEnv())).containsExactly("QUARKUS_HTTP_PORT=8080", "MODE=slow");
        assertThat(replica.remarks()).isEmpty();
        assertThat(replica.pod().getSpec().getInitContainers()).isEmpty();
    }

    @Test
    void whereItCannotBeToldTheRestIsStillRead() {
        Pod damaged = new PodBuilder(injected())
                .editMetadata()
                .addToAnnotations("remocal.dev/original", "damaged")
                .endMetadata()
                .build();
        Replica replica = choose(damaged).orElseThrow();
        assertThat(environment(replica.container().getEnv())).contains("MODE=slow");
        assertThat(replica.remarks()).extracting(Withheld::name).containsExactly("pod/payments-1");
        assertThat(replica.remarks().getFirst().reason()).contains("remocal.dev/original");
    }

    @Test
    void podsThatEndAreNoReplicas() {
        Pod ending = new PodBuilder(PLAIN)
                .editMetadata()
                .withDeletionTimestamp("2026-11-01T10:00:00Z")
                .endMetadata()
                .build();
        assertThat(choose(ending)).isEmpty();
    }

    private static Optional<Replica> choose(Pod pod) {
        return new Replicas(SERIALIZATION).choose(List.of(pod), Optional.empty());
    }

    private static Pod injected() {
        JsonNode json = SERIALIZATION.convertValue(PLAIN, JsonNode.class);
        Decision decision = Injector.decide(json, NamespaceInjection.ENABLED, SETTINGS);
        assertThat(decision).isInstanceOf(Decision.Inject.class);
        return SERIALIZATION.convertValue(((Decision.Inject) decision).pod(), Pod.class);
    }

    private static List<String> environment(List<EnvVar> variables) {
        return variables.stream()
                .map(variable -> variable.getName() + "=" + variable.getValue())
                .toList();
    }
}
