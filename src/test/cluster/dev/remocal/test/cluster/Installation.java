package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remocal installed in a cluster for as long as this is open: the packaged webhook as a process of this machine, and its
 * MutatingWebhookConfiguration with the two entries of the chart, by URL.
 */
public final class Installation implements AutoCloseable {

    /** The label of a namespace that opts in, and its two values. */
    public static final String INJECTION = "remocal.dev/injection";

    private static final String NAME = "remocal-test";
    private static final String MESH = System.getProperty("remocal.mesh", "none");

    /** A JVM start on a machine that is busy with others. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private static final int TIMEOUT_SECONDS = 10;

    private final Cluster cluster;
    private final Optional<LocalProcess> webhook;

    private Installation(Cluster cluster, Optional<LocalProcess> webhook) {
        this.cluster = cluster;
        this.webhook = webhook;
    }

    /** One that somebody else sees to. */
    public static Installation present(Cluster cluster) {
        return new Installation(cluster, Optional.empty());
    }

    /** Starts the webhook, registers it, and returns when it answers. */
    public static Installation install(Cluster cluster, Project project) {
        String host = cluster.webhookHost();
        int port = FreePorts.next(host);
        int managementPort = FreePorts.next(host);
        Certificates.ServerCertificate certificate = cluster.certificates().issue(host);
        Map<String, String> environment = new HashMap<>(Map.of(
                "REMOCAL_HOST", host,
                "REMOCAL_PORT", Integer.toString(port),
                "REMOCAL_MANAGEMENT_PORT", Integer.toString(managementPort),
                "REMOCAL_TLS_CERTIFICATE",
                        file("webhook-certificate", certificate.certificatePem())
                                .toString(),
                "REMOCAL_TLS_KEY", file("webhook-key", certificate.keyPem()).toString(),
                "REMOCAL_OUTGOING_READ_NAMESPACES", "true",
                "KUBECONFIG", cluster.kubeconfig().toString(),
                "REMOCAL_SIDECAR_IMAGE", cluster.sidecarImage()));
        if (Clusters.isEllipticCurve(cluster.client().getConfiguration())) {
            // Its own client knows the token of a service account only.
            environment.put("KUBERNETES_CERTS_CLIENT_KEY_ALGO", "EC");
        }
        LocalProcess webhook = cluster.processes().start("webhook", environment, project.requireCommand("webhook"));
        awaitReady(webhook, URI.create("http://" + host + ":" + managementPort + "/q/health/ready"));
        cluster.client()
                .resource(configuration(cluster, "https://" + host + ":" + port))
                .forceConflicts()
                .serverSideApply();
        return new Installation(cluster, Optional.of(webhook));
    }

    private static Path file(String name, String content) {
        try {
            Path file = Files.createTempFile(name, ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(LocalProcess webhook, URI health) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(START_TIMEOUT).build();
            Awaiting.until("the webhook is ready", START_TIMEOUT, () -> answers(client, request), webhook::toString);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static MutatingWebhookConfiguration configuration(Cluster cluster, String url) {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withWebhooks(
                        webhook(cluster, "enabled", url + "/mutate/pods"),
                        webhook(cluster, "all", url + "/mutate/pods/all"))
                .build();
    }

    /** Unlike the chart's, these fail closed: a test that waits for a sidecar must not get a pod without. */
    private static MutatingWebhook webhook(Cluster cluster, String injection, String url) {
        return new MutatingWebhookBuilder()
                .withName(injection + ".injection.remocal.dev")
                .withAdmissionReviewVersions("v1")
                .withNewClientConfig()
                .withUrl(url)
                .withCaBundle(cluster.certificates().authorityBase64())
                .endClientConfig()
                .addNewRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .withScope("Namespaced")
                .endRule()
                .withNewNamespaceSelector()
                .addToMatchLabels(INJECTION, injection)
                .endNamespaceSelector()
                .withMatchPolicy("Equivalent")
                .withFailurePolicy("Fail")
                .withTimeoutSeconds(TIMEOUT_SECONDS)
                .withReinvocationPolicy("IfNeeded")
                .withSideEffects("None")
                .build();
    }

    /**
     * Creates a namespace that opts in with {@code enabled} or {@code all} and admits no pod that has any privilege. {@code
     * -Dremocal.mesh=istio} or {@code linkerd} puts its pods into that mesh.
     */
    public void createNamespace(String name, String injection) {
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(INJECTION, injection)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .addToLabels(MESH.equals("istio") ? Map.of("istio-injection", "enabled") : Map.of())
                        .addToAnnotations(MESH.equals("linkerd") ? Map.of("linkerd.io/inject", "enabled") : Map.of())
                        .endMetadata()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    /** Deploys payments (a Service with a named targetPort) and its caller, and waits until both are ready. */
    public void deployShop(String namespace, int replicas) {
        cluster.apply(namespace, SampleManifests.payments(cluster, replicas));
        cluster.apply(namespace, SampleManifests.caller(cluster));
        cluster.awaitReady(namespace, "payments");
        cluster.awaitReady(namespace, "caller");
    }

    /** Deploys the neighbours of payments and what tells it of them; to be called before payments is deployed. */
    public void deployNeighbours(String namespace) {
        cluster.apply(namespace, SampleManifests.neighbours(cluster));
        List.of("catalog", "stock", "ledger").forEach(name -> cluster.awaitReady(namespace, name));
    }

    /** The webhook's process: its log, and something to kill. */
    public LocalProcess webhook() {
        return webhook.orElseThrow();
    }

    @Override
    public void close() {
        webhook.ifPresent(this::remove);
    }

    private void remove(LocalProcess process) {
        cluster.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .delete();
        process.close();
    }
}
