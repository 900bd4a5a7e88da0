package dev.remocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListeningHttpClientTest {

    /** Of so many, several were lost on a machine that had other work. */
    private static final int WEB_SOCKETS = 500;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = vertx.createHttpServer()
                .webSocketHandler(socket -> {
                    socket.writeTextMessage("early");
                    socket.close();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatComesWithTheHandshakeIsHeard() throws Exception {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.actualPort())
                .build();
        try (HttpClient client = new ListeningHttpClient.Factory(vertx)
                        .newBuilder(config)
                        .build();
                HttpClient derived = client.newBuilder().tag("derived").build()) {
            for (int i = 0; i < WEB_SOCKETS; i++) {
                assertThat(heard(i % 2 == 0 ? client : derived)).isEqualTo("early");
            }
        }
    }

    private String heard(HttpClient client) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        client.newWebSocketBuilder()
                .uri(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .buildAsync(new WebSocket.Listener() {
                    @Override
                    public void onMessage(WebSocket from, String text) {
                        heard.complete(text);
                    }

                    @Override
                    public void onClose(WebSocket from, int code, String reason) {
                        heard.complete("nothing");
                    }
                });
        return heard.get(10, TimeUnit.SECONDS);
    }
}
