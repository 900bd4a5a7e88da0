package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.test.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the cluster does with a mutating webhook. */
@ClusterTest
class AdmissionIT {

    private static final String NAMESPACE = "admission";
    private static final String NAME = "admission-it";
    private static final String ADD_LABEL = "[{\"op\":\"add\",\"path\":\"/metadata/labels/seen\",\"value\":\"yes\"}]";

    private final Cluster cluster;

    AdmissionIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    static void namespace(Cluster cluster) {
        Shop.createNamespace(cluster, NAMESPACE, Map.of("reviewed", "yes"));
        Shop.createNamespace(cluster, "unreviewed", Map.of());
    }

    @AfterAll
    static void remove(Cluster cluster) {
        Shop.deleteNamespace(cluster, NAMESPACE);
        Shop.deleteNamespace(cluster, "unreviewed");
    }

    @AfterEach
    void unregister() {
        cluster.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .delete();
    }

    @Test
    void patchIsAppliedAndTheReviewLooksAsFromAnApiServer() throws Exception {
        try (StandInWebhook webhook = webhook(response -> StandInWebhook.patch(response, ADD_LABEL))) {
            register(webhook.url(), "Fail");
            Pod created = dryRun(NAMESPACE);
            assertThat(created.getMetadata().getLabels()).containsEntry("seen", "yes");
            var review = webhook.reviews().getFirst();
            assertThat(review.at("/kind/kind").asText()).isEqualTo("Pod");
            assertThat(review.at("/operation").asText()).isEqualTo("CREATE");
            assertThat(review.at("/namespace").asText()).isEqualTo(NAMESPACE);
            assertThat(review.at("/dryRun").asBoolean()).isTrue();
            assertThat(review.has("name")).isFalse();
            assertThat(review.at("/object/spec/containers/0/ports/0/protocol").asText())
                    .isEqualTo("TCP");
        }
    }

    @Test
    void namespaceSelectorIsHonoured() throws Exception {
        try (StandInWebhook webhook = webhook(response -> response)) {
            register(webhook.url(), "Fail");
            dryRun("unreviewed");
            assertThat(webhook.reviews()).isEmpty();
        }
    }

    @Test
    void denialRejectsWithItsMessage() throws Exception {
        Function<ObjectNode, ObjectNode> deny = response -> {
            response.putObject("status").put("message", "not today");
            return response.put("allowed", false);
        };
        try (StandInWebhook webhook = webhook(deny)) {
            register(webhook.url(), "Ignore");
            assertThatThrownBy(() -> dryRun(NAMESPACE))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("denied the request: not today");
        }
    }

    @Test
    void patchThatDoesNotApplyRejectsEvenUnderIgnore() throws Exception {
        String wrong = "[{\"op\":\"remove\",\"path\":\"/spec/nothing/here\"}]";
        try (StandInWebhook webhook = webhook(response -> StandInWebhook.patch(response, wrong))) {
            register(webhook.url(), "Ignore");
            assertThatThrownBy(() -> dryRun(NAMESPACE)).isInstanceOf(KubernetesClientException.class);
        }
    }

    @Test
    void failurePolicyDecidesWhenNobodyAnswers() throws Exception {
        String url;
        try (StandInWebhook webhook = webhook(response -> response)) {
            url = webhook.url();
        }
        register(url, "Ignore");
        assertThat(dryRun(NAMESPACE).getMetadata().getLabels()).doesNotContainKey("seen");
        unregister();
        register(url, "Fail");
        assertThatThrownBy(() -> dryRun(NAMESPACE)).hasMessageContaining("failed calling webhook");
    }

    private StandInWebhook webhook(Function<ObjectNode, ObjectNode> answer) throws Exception {
        return new StandInWebhook(cluster.webhookHost(), cluster.certificates(), answer);
    }

    private void register(String url, String failurePolicy) {
        MutatingWebhookConfiguration configuration = new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .addNewWebhook()
                .withName("stand-in.remocal.dev")
                .withAdmissionReviewVersions("v1")
                .withSideEffects("None")
                .withFailurePolicy(failurePolicy)
                .withTimeoutSeconds(5)
                .withNewClientConfig()
                .withUrl(url)
                .withCaBundle(cluster.certificates().authorityBase64())
                .endClientConfig()
                .withNewNamespaceSelector()
                .addToMatchLabels("reviewed", "yes")
                .endNamespaceSelector()
                .addNewRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .endRule()
                .endWebhook()
                .build();
        cluster.client().resource(configuration).create();
    }

    private Pod dryRun(String namespace) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withGenerateName("reviewed-")
                .addToLabels("app", "reviewed")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage(cluster.sampleImage())
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .resource(pod)
                .dryRun()
                .create();
    }
}
