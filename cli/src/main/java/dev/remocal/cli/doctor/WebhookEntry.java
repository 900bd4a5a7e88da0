package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a MutatingWebhookConfiguration that puts sidecars into pods.
 *
 * @param configuration the name of the object
 * @param service empty where the webhook is called by URL
 */
public record WebhookEntry(
        String configuration, String name, String caBundle, String failurePolicy, Optional<Service> service) {

    /** Both entries of the chart end so, whatever the object is called. */
    private static final String SUFFIX = ".injection.remocal.dev";

    public record Service(String namespace, String name) {

        String text() {
            return "svc/" + name + " in namespace " + namespace;
        }
    }

    /** Those among all configurations of a cluster. */
    public static List<WebhookEntry> in(List<JsonNode> configurations) {
        return configurations.stream()
                .flatMap(configuration -> configuration
                        .path("webhooks")
                        .valueStream()
                        .filter(webhook -> webhook.path("name").asText().endsWith(SUFFIX))
                        .map(webhook -> of(configuration.at("/metadata/name").asText(), webhook)))
                .toList();
    }

    private static WebhookEntry of(String configuration, JsonNode webhook) {
        JsonNode client = webhook.path("clientConfig");
        JsonNode service = client.path("service");
        return new WebhookEntry(
                configuration,
                webhook.path("name").asText(),
                client.path("caBundle").asText(""),
                webhook.path("failurePolicy").asText("Fail"),
                service.isObject()
                        ? Optional.of(new Service(
                                service.path("namespace").asText(),
                                service.path("name").asText()))
                        : Optional.empty());
    }
}
