package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.injector.NamespaceOutgoing;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.spec.InvalidKeySpecException;
import org.junit.jupiter.api.Test;

/** What is said where the API server has not answered; OutgoingTest has its answers. */
class NamespaceApiTest {

    private static final String START =
            "Namespace shop could not be read for what developers may reach, so they reach nothing from inside the pod:"
                    + " the webhook cannot ask the API server; correct that, then create the pod anew: ";

    @Test
    void connectionThatIsRefused() throws IOException {
        try (KubernetesClient client = clientOf(portThatIsClosed())) {
            assertThat(sentence(new NamespaceApi(() -> client)))
                    .startsWith(START)
                    .contains("Connection refused");
        }
    }

    /** As fabric8 hands on what it finds wrong with a client's key. */
    @Test
    void clientThatCannotBeMade() {
        NamespaceApi api = new NamespaceApi(() -> {
            throw KubernetesClientException.launderThrowable(new InvalidKeySpecException("not a key"));
        });

        assertThat(sentence(api)).isEqualTo(START + "InvalidKeySpecException: not a key.");
    }

    private static String sentence(NamespaceApi api) {
        return ((NamespaceOutgoing.Unknown) api.outgoing("shop")).sentence();
    }

    private static KubernetesClient clientOf(int port) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    private static int portThatIsClosed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
