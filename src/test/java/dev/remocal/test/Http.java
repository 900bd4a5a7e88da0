package dev.remocal.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An ordinary HTTP/1.1 client; every call is a connection of its own. */
final class Http {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Http() {}

    static HttpResponse<String> get(InetSocketAddress address, String target) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://" + address.getHostString() + ":" + address.getPort() + target))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
