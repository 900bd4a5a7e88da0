package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Posts one AdmissionReview to a webhook that is registered by URL, trusting its caBundle only. */
final class WebhookClient {

    /** timeoutSeconds where the webhook sets none (admissionregistration.k8s.io/v1). */
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;

    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    /** The review's response; every way in which the call can fail is an IOException with a sentence. */
    JsonNode review(MutatingWebhook webhook, ObjectNode review) throws IOException {
        String url = webhook.getClientConfig().getUrl();
        if (url == null) {
            throw new IOException("the local cluster calls webhooks by url only, not by service");
        }
        Integer seconds = webhook.getTimeoutSeconds();
        Duration timeout = Duration.ofSeconds(seconds == null ? DEFAULT_TIMEOUT_SECONDS : seconds);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + separator(url) + "timeout=" + timeout.toSeconds() + "s"))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(review.toString()))
                .build();
        HttpResponse<String> answer = send(webhook.getClientConfig().getCaBundle(), request);
        if (answer.statusCode() != 200) {
            throw new IOException("the server answered " + answer.statusCode() + ": " + answer.body());
        }
        JsonNode response = Store.JSON.readTree(answer.body()).path("response");
        if (!response.path("uid").equals(review.at("/request/uid"))) {
            throw new IOException(
                    "expected response.uid=" + review.at("/request/uid") + ", got " + response.path("uid"));
        }
        return response;
    }

    private static String separator(String url) {
        return url.contains("?") ? "&" : "?";
    }

    private HttpResponse<String> send(@Nullable String caBundle, HttpRequest request) throws IOException {
        try {
            return clients.computeIfAbsent(caBundle == null ? "" : caBundle, WebhookClient::client)
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("Post \"" + request.uri() + "\": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Post \"" + request.uri() + "\": interrupted", e);
        }
    }

    private static HttpClient client(String caBundle) {
        try {
            return HttpClient.newBuilder()
                    .sslContext(Certificates.trusting(Base64.getMimeDecoder().decode(caBundle)))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw ApiProblem.badRequest("caBundle cannot be read: " + e.getMessage());
        }
    }
}
