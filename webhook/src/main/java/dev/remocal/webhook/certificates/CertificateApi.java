package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The two objects that certificates live in. What is written holds only for what was read: where another replica has
 * written in the meantime, it is refused with {@link ConflictException}.
 */
final class CertificateApi {

    /** What the API server answers where resourceVersion is another (409), or a JSON Patch's test fails (422). */
    private static final Set<Integer> CONFLICT = Set.of(HttpURLConnection.HTTP_CONFLICT, 422);

    private final KubernetesClient client;
    private final CertificateSettings.Self settings;

    CertificateApi(KubernetesClient client, CertificateSettings.Self settings) {
        this.client = client;
        this.settings = settings;
    }

    Optional<Secret> secret() {
        return Optional.ofNullable(client.secrets()
                .inNamespace(settings.namespace())
                .withName(settings.secret())
                .get());
    }

    static Stored stored(Optional<Secret> secret) {
        return secret.map(CertificateApi::read).orElseGet(Stored.Missing::new);
    }

    private static Stored read(Secret secret) {
        try {
            return SecretData.read(decoded(Optional.ofNullable(secret.getData()).orElse(Map.of())));
        } catch (IllegalArgumentException noBase64) {
            return new Stored.Damaged("its data is not base64");
        }
    }

    private static Map<String, String> decoded(Map<String, String> data) {
        return data.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> decoded(entry.getValue())));
    }

    private static String decoded(@Nullable String base64) {
        return base64 == null ? "" : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Creates the Secret, or replaces the data of the one that was read. */
    void write(Optional<Secret> read, Credentials credentials) throws ConflictException {
        Map<String, String> data = new HashMap<>();
        SecretData.write(credentials).forEach((name, text) -> data.put(name, encoded(text)));
        Secret secret = read.map(SecretBuilder::new)
                .orElseGet(this::named)
                .withData(data)
                .build();
        refusable(read.isPresent() ? resource(secret)::update : resource(secret)::create);
    }

    private Resource<Secret> resource(Secret secret) {
        return client.secrets().inNamespace(settings.namespace()).resource(secret);
    }

    private SecretBuilder named() {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(settings.secret())
                .withNamespace(settings.namespace())
                .endMetadata()
                .withType("Opaque");
    }

    Optional<MutatingWebhookConfiguration> configuration() {
        return Optional.ofNullable(configurationResource().get());
    }

    private Resource<MutatingWebhookConfiguration> configurationResource() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(settings.configuration());
    }

    static Published published(Optional<MutatingWebhookConfiguration> configuration) {
        return configuration
                .<Published>map(it -> new Published.Bundles(
                        it.getWebhooks().stream().map(CertificateApi::bundle).toList()))
                .orElseGet(Published.Nowhere::new);
    }

    /** One that is not base64 trusts nobody, and is written anew. */
    private static String bundle(MutatingWebhook entry) {
        try {
            return decoded(entry.getClientConfig().getCaBundle());
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }

    /** What to do where what was published does not stay. */
    String sentenceOfReset() {
        return "Somebody resets caBundle of MutatingWebhookConfiguration %s; until it stays, API servers do not trust the webhook and pods get no sidecar. Have whatever manages it leave webhooks[].clientConfig.caBundle alone (Argo CD: ignoreDifferences), or use a certificate of cert-manager's or your own."
                .formatted(settings.configuration());
    }

    /** Sets caBundle of every entry and touches nothing else. */
    void publish(MutatingWebhookConfiguration read, String pem) throws ConflictException {
        List<Map<String, String>> patch = new ArrayList<>();
        patch.add(operation(
                "test", "/metadata/resourceVersion", read.getMetadata().getResourceVersion()));
        IntStream.range(0, read.getWebhooks().size())
                .mapToObj(i -> operation("add", "/webhooks/" + i + "/clientConfig/caBundle", encoded(pem)))
                .forEach(patch::add);
        String json = client.getKubernetesSerialization().asJson(patch);
        refusable(() -> configurationResource().patch(PatchContext.of(PatchType.JSON), json));
    }

    private static Map<String, String> operation(String name, String path, String value) {
        return Map.of("op", name, "path", path, "value", value);
    }

    private static void refusable(Runnable write) throws ConflictException {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (CONFLICT.contains(e.getCode())) {
                throw new ConflictException(e);
            }
            throw e;
        }
    }

    /** Another replica was first. */
    static final class ConflictException extends Exception {

        private static final long serialVersionUID = 1;

        ConflictException(KubernetesClientException cause) {
            super(cause);
        }
    }
}
