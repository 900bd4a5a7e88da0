package dev.remocal.webhook.certificates;

import dev.remocal.webhook.TestCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Base64;
import java.util.HashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An API server's store, with the two objects as the chart renders them: no data, no caBundle. */
final class ApiStandIn implements AutoCloseable {

    static final String NAME = "remocal-webhook";
    static final String NAMESPACE = "remocal";

    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    private volatile boolean undoing;

    /** What an API server answers where a patch's test fails. */
    private static final int UNPROCESSABLE = 422;

    /** Answers as an API server does, in which somebody may undo changes of the configuration at once. */
    private final class Dispatcher extends KubernetesCrudDispatcher {

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            if (undoing && request.getPath().contains("/mutatingwebhookconfigurations/")) {
                return handleGet(request.getPath());
            }
            try {
                return super.handlePatch(request);
            } catch (JsonPatchException anotherWasFirst) {
                // Left to itself the mock gives no answer, and the caller waits for its timeout.
                return new MockResponse().setResponseCode(UNPROCESSABLE);
            }
        }
    }

    ApiStandIn() {
        server.init();
        try (KubernetesClient client = client()) {
            client.resource(new MutatingWebhookConfigurationBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .endMetadata()
                            .withWebhooks(entry("enabled"), entry("all"))
                            .build())
                    .create();
        }
    }

    private static MutatingWebhook entry(String name) {
        return new MutatingWebhookBuilder()
                .withName(name + ".injection.remocal.dev")
                .withNewClientConfig()
                .withNewService()
                .withName(NAME)
                .withNamespace(NAMESPACE)
                .endService()
                .endClientConfig()
                .build();
    }

    String url() {
        return server.url("/");
    }

    KubernetesClient client() {
        return server.createClient();
    }

    /** From now on, or no longer. */
    void undo(boolean changesOfTheConfiguration) {
        undoing = changesOfTheConfiguration;
    }

    /** Nothing of it answers any more. */
    @Override
    public void close() {
        server.destroy();
    }

    static @Nullable Secret secret(KubernetesClient client) {
        return client.secrets().inNamespace(NAMESPACE).withName(NAME).get();
    }

    static String bundle(KubernetesClient client, int entry) {
        String bundle = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .get()
                .getWebhooks()
                .get(entry)
                .getClientConfig()
                .getCaBundle();
        return bundle == null ? "" : bundle;
    }

    /** Trusts what an entry's caBundle says, and nothing else. */
    static SSLContext trusting(String bundle) throws Exception {
        return TestCertificate.trusting(Base64.getDecoder().decode(bundle));
    }
}
