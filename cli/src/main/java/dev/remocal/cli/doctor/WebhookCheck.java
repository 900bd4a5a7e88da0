package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Optional;

/** Is a webhook configured, and is there somebody behind it? */
public final class WebhookCheck {

    private static final String WEBHOOK = "webhook";

    private WebhookCheck() {}

    /** @param slices of the Service that the entries name; empty where they name none */
    public static Finding of(Reading<List<WebhookEntry>> entries, Optional<Reading<List<JsonNode>>> slices) {
        return switch (entries) {
            case Reading.Unknown<List<WebhookEntry>> unknown -> Finding.unread(WEBHOOK, unknown);
            case Reading.Known<List<WebhookEntry>>(List<WebhookEntry> found) ->
                found.isEmpty() ? missing() : of(found, slices);
        };
    }

    private static Finding missing() {
        return Finding.warn(
                WEBHOOK,
                "No webhook of Remocal is configured in this cluster, so new pods get no sidecar; install the chart, or"
                        + " put the sidecar into manifests with `remocal inject`.");
    }

    private static Finding of(List<WebhookEntry> entries, Optional<Reading<List<JsonNode>>> slices) {
        return entries.stream()
                .filter(entry -> entry.caBundle().isEmpty())
                .findFirst()
                .map(WebhookCheck::withoutBundle)
                .orElseGet(() -> slices.map(reading -> behind(entries.getFirst(), reading))
                        .orElseGet(() -> fine(entries.getFirst(), "asks the webhook by its URL")));
    }

    private static Finding withoutBundle(WebhookEntry entry) {
        return Finding.fail(
                WEBHOOK,
                object(entry) + " has no caBundle for " + entry.name()
                        + ", so that the API server trusts no webhook; see why it is not filled in, "
                        + entry.service()
                                .map(service -> "with `kubectl -n " + service.namespace() + " logs deploy/"
                                        + service.name() + "`.")
                                .orElse("in the webhook's log."));
    }

    private static Finding behind(WebhookEntry entry, Reading<List<JsonNode>> slices) {
        String service = entry.service().map(WebhookEntry.Service::text).orElse("");
        return switch (slices) {
            case Reading.Unknown<List<JsonNode>>(CliFailure failure) ->
                fine(entry, "asks " + service + ", whose endpoints cannot be read");
            case Reading.Known<List<JsonNode>>(List<JsonNode> found) -> {
                long ready = found.stream().mapToLong(WebhookCheck::ready).sum();
                yield ready == 0
                        ? nobody(entry, service)
                        : fine(entry, "asks " + service + ", ready endpoints: " + ready);
            }
        };
    }

    /** No word about it means ready (EndpointSlice v1, conditions). */
    private static long ready(JsonNode slice) {
        return slice.path("endpoints")
                .valueStream()
                .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
                .count();
    }

    private static Finding nobody(WebhookEntry entry, String service) {
        return Finding.fail(
                WEBHOOK,
                object(entry) + " asks " + service + ", which has no ready endpoint; look at its pods with `kubectl -n "
                        + entry.service().map(WebhookEntry.Service::namespace).orElse("") + " get pods`.");
    }

    private static Finding fine(WebhookEntry entry, String whom) {
        return Finding.ok(WEBHOOK, object(entry) + " " + whom + " (failurePolicy " + entry.failurePolicy() + ").");
    }

    private static String object(WebhookEntry entry) {
        return "MutatingWebhookConfiguration " + entry.configuration();
    }
}
