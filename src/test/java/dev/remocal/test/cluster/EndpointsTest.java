package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final Service SERVICE = YAML.unmarshal("""
            apiVersion: v1
            kind: Service
            metadata: {name: payments, namespace: shop}
            spec:
              selector: {app: payments}
              ports: [{name: web, port: 80, targetPort: http}]
            """, Service.class);

    @Test
    void namedTargetPortResolvesInTheAppBeforeTheSidecar() {
        Pod pod = pod("containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]", "True", "");
        pod.getSpec().setInitContainers(sidecar("http", 9999));
        assertThat(Endpoints.of(SERVICE, List.of(pod)).getFirst().ports()).isEqualTo(Map.of("web", 8080));
    }

    @Test
    void namedTargetPortMayBeTheSidecars() {
        Pod pod = pod("containers: [{name: app}]", "True", "");
        pod.getSpec().setInitContainers(sidecar("http", 9999));
        assertThat(Endpoints.of(SERVICE, List.of(pod)).getFirst().ports()).isEqualTo(Map.of("web", 9999));
    }

    @Test
    void podsWithDifferentNumbersAreInDifferentSlices() {
        Pod before = pod("containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]", "True", "");
        Pod after = pod("containers: [{name: app, ports: [{name: http, containerPort: 14100}]}]", "True", "");
        assertThat(Endpoints.of(SERVICE, List.of(before, after))).hasSize(2);
    }

    @Test
    void podHasItsHostnameBelowItsOwnServiceOnly() {
        Pod pod = pod("subdomain: payments\n  hostname: payments-0\n  containers: [{name: app}]", "True", "");
        Pod other = pod("subdomain: other\n  hostname: payments-0\n  containers: [{name: app}]", "True", "");
        assertThat(Endpoints.of(SERVICE, List.of(pod, other)).getFirst().endpoints())
                .extracting(Endpoints.Endpoint::hostname)
                .containsExactly("payments-0", "");
    }

    @Test
    void terminatingPodIsServingButNotReady() {
        Pod pod = pod(
                "containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]",
                "True",
                "deletionTimestamp: 2026-01-01T00:00:00Z");
        Endpoints.Endpoint endpoint =
                Endpoints.of(SERVICE, List.of(pod)).getFirst().endpoints().getFirst();
        assertThat(endpoint.ready()).isFalse();
        assertThat(endpoint.serving()).isTrue();
        assertThat(endpoint.terminating()).isTrue();
    }

    @Test
    void unreadyPodIsListedAsNotReady() {
        Pod pod = pod("containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]", "False", "");
        assertThat(Endpoints.of(SERVICE, List.of(pod))
                        .getFirst()
                        .endpoints()
                        .getFirst()
                        .ready())
                .isFalse();
    }

    private static List<io.fabric8.kubernetes.api.model.Container> sidecar(String port, int number) {
        return YAML.unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        spec:
                          initContainers:
                          - {name: remocal, restartPolicy: Always, ports: [{name: %s, containerPort: %d}]}
                        """.formatted(port, number), Pod.class).getSpec().getInitContainers();
    }

    private static Pod pod(String containers, String ready, String metadata) {
        return YAML.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: payments-1
                  namespace: shop
                  labels: {app: payments}
                  %s
                spec:
                  %s
                status:
                  phase: Running
                  podIP: 127.1.1.1
                  conditions: [{type: Ready, status: "%s"}]
                """.formatted(metadata, containers, ready), Pod.class);
    }
}
