package dev.remocal.test.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Asks payments for every request it gets, and passes on the headers that carry a developer's key. */
final class Caller implements Sample.Service {

    private static final List<String> PROPAGATED = List.of("baggage", "x-remocal", "cookie");
    /** Kept open and used in turn, as a connection pool does under load: together they reach every pod. */
    private static final int CONNECTIONS = 4;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String servedBy;
    private final String payments;
    private final List<HttpClient> clients = Stream.generate(() ->
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build())
            .limit(CONNECTIONS)
            .toList();
    private final AtomicInteger next = new AtomicInteger();

    private Caller(String servedBy, String payments) {
        this.servedBy = servedBy;
        this.payments = payments;
    }

    /** Finds payments by the variables that every pod has for the Services of its namespace. */
    static Caller toPayments(String servedBy) {
        String host = Sample.variable("PAYMENTS_SERVICE_HOST").orElse("payments");
        String port = Sample.variable("PAYMENTS_SERVICE_PORT").orElse("8000");
        return new Caller(servedBy, "http://" + host + ":" + port);
    }

    @Override
    public void answer(Request request, Response response) throws IOException {
        if (request.path().equals("/healthz")) {
            response.json(200, "{\"status\":\"ok\"}");
            return;
        }
        HttpRequest.Builder onward =
                HttpRequest.newBuilder(URI.create(payments + request.target())).timeout(TIMEOUT);
        PROPAGATED.forEach(name -> request.header(name).ifPresent(value -> onward.header(name, value)));
        byte[] body = request.body().readAllBytes();
        onward.method(request.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            HttpClient client = clients.get(Math.floorMod(next.getAndIncrement(), CONNECTIONS));
            HttpResponse<byte[]> answer = client.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.bytes(answer.statusCode(), "application/json", answer.body());
        } catch (IOException e) {
            response.json(502, Json.object(Map.of("caller", servedBy, "error", e.toString())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.json(502, Json.object(Map.of("caller", servedBy, "error", "interrupted")));
        }
    }
}
