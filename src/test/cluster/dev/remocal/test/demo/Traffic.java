package dev.remocal.test.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Requests to payments by way of the caller, and who answered them. */
final class Traffic implements AutoCloseable {

    /** Who is to answer. */
    enum Side {
        CLUSTER,
        LOCAL,
        /** Just after the CLI has been killed: either, but someone. */
        EITHER
    }

    /** What answers on the developer's machine calls itself this. */
    static final String LOCAL_NAME = "your-machine";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI caller;
    private final Map<String, Integer> answers = new TreeMap<>();
    private int requests;
    private int servedByCluster;
    private int servedByLocal;
    private int misrouted;
    private int errors;

    Traffic(InetSocketAddress caller) {
        this.caller = URI.create("http://" + caller.getHostString() + ":" + caller.getPort() + "/");
    }

    /** One request; says who answered it, or "nobody". */
    String send(String path, Map<String, String> headers, Side expected) {
        requests++;
        HttpRequest.Builder request =
                HttpRequest.newBuilder(caller.resolve(path)).timeout(TIMEOUT);
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return count(response, expected);
        } catch (IOException e) {
            errors++;
            return "nobody";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String count(HttpResponse<String> response, Side expected) throws IOException {
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 200 || !answer.has("servedBy")) {
            errors++;
            return "nobody";
        }
        String servedBy = answer.get("servedBy").asText();
        answers.merge(servedBy, 1, Integer::sum);
        boolean local = servedBy.equals(LOCAL_NAME);
        servedByLocal += local ? 1 : 0;
        servedByCluster += local ? 0 : 1;
        boolean right = expected == Side.EITHER || local == (expected == Side.LOCAL);
        misrouted += right ? 0 : 1;
        return servedBy;
    }

    /** Who answered how many since the last call. */
    Map<String, Integer> takeAnswers() {
        Map<String, Integer> taken = new TreeMap<>(answers);
        answers.clear();
        return taken;
    }

    int requests() {
        return requests;
    }

    int servedByCluster() {
        return servedByCluster;
    }

    int servedByLocal() {
        return servedByLocal;
    }

    int misrouted() {
        return misrouted;
    }

    int errors() {
        return errors;
    }

    @Override
    public void close() {
        client.close();
    }
}
