package shop;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What a developer of payments runs in dev mode: configured by the pod's environment and files, it asks its neighbours. */
@Path("/")
public class Payments {

    private static final long SECONDS = 10;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "shop.region")
    String region;

    @ConfigProperty(name = "shop.catalog.url")
    URI catalog;

    @ConfigProperty(name = "shop.rates")
    String rates;

    @ConfigProperty(name = "shop.ledger")
    String ledger;

    @ConfigProperty(name = "remocal.root")
    java.nio.file.Path root;

    @GET
    @Produces("application/json")
    public String answer() throws Exception {
        return new JsonObject()
                .put("servedBy", "local-quarkus")
                .put("region", region)
                .put(
                        "currency",
                        Files.readString(root.resolve("etc/payments/currency")).strip())
                .put("http", catalog())
                .put("grpc", rates())
                .put("tcp", ledger())
                .encode();
    }

    private String catalog() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(catalog.resolve("/hello")).build();
            return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .getString("servedBy");
        }
    }

    private String rates() throws Exception {
        URI address = URI.create("http://" + rates);
        HttpClientOptions priorKnowledge =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        io.vertx.core.http.HttpClient client = vertx.createHttpClient(priorKnowledge);
        return client.request(HttpMethod.POST, address.getPort(), address.getHost(), "/remocal.Echo/Unary")
                .map(request ->
                        request.putHeader("content-type", "application/grpc").putHeader("te", "trailers"))
                .compose((HttpClientRequest request) -> request.send(Buffer.buffer("\0\0\0\0\u0003ada")))
                .compose(response -> response.body())
                .map(body -> body.getString(5, body.length()))
                .onComplete(done -> client.close())
                .toCompletionStage()
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
    }

    private String ledger() throws Exception {
        URI address = URI.create("tcp://" + ledger);
        CompletableFuture<String> answer = new CompletableFuture<>();
        NetSocket socket = vertx.createNetClient()
                .connect(address.getPort(), address.getHost())
                .toCompletionStage()
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        socket.handler(bytes -> answer.complete(bytes.toString()));
        socket.write(Buffer.buffer(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47}));
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } finally {
            socket.close();
        }
    }
}
