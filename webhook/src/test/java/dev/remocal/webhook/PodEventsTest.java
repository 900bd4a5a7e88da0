package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Events while the API server does not do its part; SelfMadeCertificateTest has what it is told otherwise. */
class PodEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Outcome FAILED = new Outcome.Failed(new IllegalStateException("a defect"));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Each of an owner of its own, so that each is news. */
    private static AdmissionRequest request(int number) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", "ReplicaSet")
                .put("name", "payments-" + number)
                .put("uid", String.valueOf(number))
                .put("controller", true);
        return new AdmissionRequest("uid", "shop", false, pod);
    }

    @Test
    void admissionsDoNotWaitForAnApiServerThatSaysNothingAndWhatIsTooMuchIsDroppedAndCounted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KubernetesClient client = client(silent.getLocalPort())) {
            PodEvents events = new PodEvents(true, () -> client, registry);
            events.tell(request(0), FAILED);
            try (Socket held = silent.accept()) {
                for (int i = 1; i <= PodEvents.MOST_WAITING + 7; i++) {
                    events.tell(request(i), FAILED);
                }
                assertThat(counted("dropped")).isEqualTo(7);
                assertThat(held.isConnected()).isTrue();
            }
            events.stop();
        }
    }

    @Test
    void whatAnApiServerThatIsAwayWasToBeToldIsCounted() throws Exception {
        try (KubernetesClient client = client(freePort())) {
            PodEvents events = new PodEvents(true, () -> client, registry);
            events.tell(request(0), FAILED);
            events.tell(request(1), FAILED);

            await("both have failed").atMost(PATIENCE).until(() -> counted("failed") == 2);
            events.stop();
        }
    }

    @Test
    void whereEventsAreOffTheApiServerIsNotAsked() {
        PodEvents events = new PodEvents(
                false,
                () -> {
                    throw new IllegalStateException("no client");
                },
                registry);
        events.tell(request(0), FAILED);
        events.stop();

        assertThat(counted("dropped") + counted("failed") + counted("written")).isZero();
    }

    private static KubernetesClient client(int port) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withRequestTimeout(Math.toIntExact(PATIENCE.toMillis()))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private double counted(String outcome) {
        return registry.get("remocal.events").tag("outcome", outcome).counter().count();
    }
}
