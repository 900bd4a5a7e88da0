package dev.remocal.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.cli.failure.CliException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Asks the API server for its version, and takes its clock from the head of the answer. */
final class VersionRequest {

    private final KubernetesClient client;
    private final ApiCalls api;

    VersionRequest(KubernetesClient client, ApiCalls api) {
        this.client = client;
        this.api = api;
    }

    ServerFacts send() {
        try {
            return facts(client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(api.server() + "/version")
                                    .build(),
                            String.class)
                    .join());
        } catch (CompletionException unreachable) {
            throw new CliException(api.unreachable(unreachable), unreachable);
        }
    }

    private ServerFacts facts(HttpResponse<String> response) {
        if (response.code() != HttpURLConnection.HTTP_OK) {
            KubernetesClientException refusal =
                    new KubernetesClientException(response.message(), response.code(), null);
            throw new CliException(api.failure("get", "/version", "", refusal), refusal);
        }
        JsonNode version = parse(response.body());
        return new ServerFacts(
                api.server(),
                api.context(),
                version.path("gitVersion").asText(),
                // Some providers write 29+.
                version.path("minor").asText().replaceAll("\\D", "").transform(VersionRequest::number),
                Optional.ofNullable(response.header("Date")).flatMap(VersionRequest::time));
    }

    private JsonNode parse(String body) {
        try {
            return new JsonMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new CliException(api.unreachable(e), e);
        }
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
