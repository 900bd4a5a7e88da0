package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.SampleManifests;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An app that was moved to another port: whoever uses the number it had meets the sidecar, in whichever way they come. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShiftIT {

    private static final String NAMESPACE = "shift";
    private static final Optional<String> ADA = Optional.of("ada");
    private static final Optional<String> NOBODY = Optional.empty();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    ShiftIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    void install() {
        shop = new ShopFixture(cluster, NAMESPACE, installation -> {
            cluster.apply(NAMESPACE, payments());
            cluster.awaitReady(NAMESPACE, "payments");
        });
    }

    @AfterEach
    void endLocal() {
        shop.endLocal();
    }

    @AfterAll
    void uninstall() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void aServiceThatTargetsTheNumberReachesTheSidecar() throws IOException {
        assertIsRouted("svc/payments", shop.service);
    }

    @Test
    void aServiceThatTargetsTheNameReachesTheSidecar() throws IOException {
        assertIsRouted(
                "svc/payments-by-name", cluster.service(NAMESPACE, "payments-by-name", SampleManifests.SERVICE_PORT));
    }

    /** Its name resolves to the pods' addresses, and its clients use the number they know. */
    @Test
    void aCallerOfAPodOfAHeadlessServiceReachesTheSidecar() throws IOException {
        Pod pod = shop.pods().getFirst();
        assertThat(addresses("payments-headless")).contains(pod.getStatus().getPodIP());
        cluster.apply(NAMESPACE, callerOf(pod.getStatus().getPodIP()));
        cluster.awaitReady(NAMESPACE, "caller");

        assertIsRouted("svc/payments-headless", cluster.service(NAMESPACE, "caller", SampleManifests.SERVICE_PORT));
        try (HttpWire wire = new HttpWire(cluster.service(NAMESPACE, "caller", SampleManifests.SERVICE_PORT))) {
            assertThat(wire.get("/", NOBODY).servedBy())
                    .isEqualTo(pod.getMetadata().getName());
        }
    }

    @Test
    void anAppThatStaysIsReadyAndServed() throws IOException {
        cluster.apply(NAMESPACE, shifted("stays", "8080=NOT_READ"));
        cluster.awaitReady(NAMESPACE, "stays");
        String pod = cluster.pods(NAMESPACE, Map.of("app", "stays"))
                .getFirst()
                .getMetadata()
                .getName();

        InetSocketAddress service = cluster.service(NAMESPACE, "stays", SampleManifests.SERVICE_PORT);
        try (HttpWire wire = new HttpWire(service)) {
            assertThat(wire.get("/", NOBODY).servedBy()).isEqualTo(pod);
        }
        Awaiting.until(
                "the sidecar says that the app stays",
                SOON,
                () -> cluster.log(NAMESPACE, pod, "remocal").contains("The app stays on its old port"));
    }

    private void assertIsRouted(String target, InetSocketAddress address) throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            String pod = wire.get("/", ADA).servedBy();
            assertThat(shop.podNames()).contains(pod);
            var local = shop.startLocal("local-ada");
            try (Attachment session =
                    Attachment.attach(cluster, NAMESPACE, target, "-p", String.valueOf(local.port()), "--key", "ada")) {
                assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
                assertThat(wire.get("/", NOBODY).servedBy()).isNotEqualTo("local-ada");
                session.detach();
            }
        }
    }

    private List<String> addresses(String service) {
        return cluster
                .client()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems()
                .stream()
                .map(EndpointSlice::getEndpoints)
                .flatMap(List::stream)
                .flatMap(endpoint -> endpoint.getAddresses().stream())
                .toList();
    }

    private String payments() {
        return Stream.of(
                        deployment("payments", "8080=port"),
                        service("payments", "payments", "type: " + cluster.serviceType(), "8080"),
                        service("payments-by-name", "payments", "type: " + cluster.serviceType(), "http"),
                        service("payments-headless", "payments", "clusterIP: None", "8080"))
                .reduce("", String::concat);
    }

    private String shifted(String name, String shift) {
        return deployment(name, shift) + service(name, name, "type: " + cluster.serviceType(), "8080");
    }

    private String deployment(String name, String shift) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata:
                      labels: {app: %1$s, remocal.dev/inject: "true"}
                      annotations: {remocal.dev/shift: "%2$s"}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: app
                        image: %3$s
                        args: [payments]
                        ports: [{name: http, containerPort: 8080}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}
                """.formatted(name, shift, cluster.sampleImage());
    }

    private static String service(String name, String app, String kind, String target) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                spec:
                  %s
                  selector: {app: %s}
                  ports: [{name: http, port: %d, targetPort: %s}]
                """.formatted(name, kind, app, SampleManifests.SERVICE_PORT, target);
    }

    private String callerOf(String podAddress) {
        return SampleManifests.caller(cluster).replace("args: [caller]", """
                        args: [caller]
                                env: [{name: PAYMENTS_SERVICE_HOST, value: "%s"}, {name: PAYMENTS_SERVICE_PORT, value: "8080"}]""".formatted(podAddress));
    }
}
