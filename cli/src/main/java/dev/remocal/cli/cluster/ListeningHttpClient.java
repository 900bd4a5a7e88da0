package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * The Vert.x client, with WebSockets that lose nothing. On a thread that is not Vert.x's own, the client (fabric8 7.5.2) asks
 * for a WebSocket and says afterwards who listens to it: messages that come between the two are dropped, and a close is never
 * told. On an event loop nothing comes between.
 */
record ListeningHttpClient(HttpClient client, Vertx vertx) implements HttpClient {

    @Override
    public void close() {
        client.close();
    }

    @Override
    public boolean isClosed() {
        return client.isClosed();
    }

    @Override
    public DerivedClientBuilder newBuilder() {
        return new DerivedBuilder(client.newBuilder(), vertx);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, Class<T> type) {
        return client.sendAsync(request, type);
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
            HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return client.consumeBytes(request, consumer);
    }

    @Override
    public HttpRequest.Builder newHttpRequestBuilder() {
        return client.newHttpRequestBuilder();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new WebSocketBuilder(client.newWebSocketBuilder(), vertx);
    }

    record Factory(Vertx vertx) implements HttpClient.Factory {
        @Override
        public HttpClient.Builder newBuilder() {
            return new Builder(new VertxHttpClientBuilder<>(this, vertx), vertx);
        }
    }

    private record WebSocketBuilder(WebSocket.Builder builder, Vertx vertx) implements WebSocket.Builder {

        @Override
        public CompletableFuture<WebSocket> buildAsync(WebSocket.Listener listener) {
            CompletableFuture<WebSocket> opened = new CompletableFuture<>();
            vertx.runOnContext(onLoop -> builder.buildAsync(listener).whenComplete((socket, failure) -> {
                if (failure != null) {
                    opened.completeExceptionally(failure);
                } else {
                    opened.complete(socket);
                }
            }));
            return opened;
        }

        @Override
        public WebSocket.Builder subprotocol(String protocol) {
            builder.subprotocol(protocol);
            return this;
        }

        @Override
        public WebSocket.Builder header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        @Override
        public WebSocket.Builder setHeader(String name, String value) {
            builder.setHeader(name, value);
            return this;
        }

        @Override
        public WebSocket.Builder uri(URI uri) {
            builder.uri(uri);
            return this;
        }

        @Override
        public WebSocket.Builder connectTimeout(long timeout, TimeUnit unit) {
            builder.connectTimeout(timeout, unit);
            return this;
        }
    }

    private record DerivedBuilder(DerivedClientBuilder builder, Vertx vertx) implements DerivedClientBuilder {

        @Override
        public HttpClient build() {
            return new ListeningHttpClient(builder.build(), vertx);
        }

        @Override
        public DerivedClientBuilder addOrReplaceInterceptor(String name, Interceptor interceptor) {
            builder.addOrReplaceInterceptor(name, interceptor);
            return this;
        }

        @Override
        public DerivedClientBuilder authenticatorNone() {
            builder.authenticatorNone();
            return this;
        }

        @Override
        public DerivedClientBuilder tag(Object value) {
            builder.tag(value);
            return this;
        }
    }

    private record Builder(HttpClient.Builder builder, Vertx vertx) implements HttpClient.Builder {

        @Override
        public HttpClient build() {
            return new ListeningHttpClient(builder.build(), vertx);
        }

        @Override
        public HttpClient.Builder connectTimeout(long timeout, TimeUnit unit) {
            builder.connectTimeout(timeout, unit);
            return this;
        }

        @Override
        public HttpClient.Builder addOrReplaceInterceptor(String name, Interceptor interceptor) {
            builder.addOrReplaceInterceptor(name, interceptor);
            return this;
        }

        @Override
        public HttpClient.Builder authenticatorNone() {
            builder.authenticatorNone();
            return this;
        }

        @Override
        public HttpClient.Builder sslContext(KeyManager[] keyManagers, TrustManager[] trustManagers) {
            builder.sslContext(keyManagers, trustManagers);
            return this;
        }

        @Override
        public HttpClient.Builder followAllRedirects() {
            builder.followAllRedirects();
            return this;
        }

        @Override
        public HttpClient.Builder proxyAddress(InetSocketAddress address) {
            builder.proxyAddress(address);
            return this;
        }

        @Override
        public HttpClient.Builder proxyAuthorization(String authorization) {
            builder.proxyAuthorization(authorization);
            return this;
        }

        @Override
        public HttpClient.Builder tlsVersions(TlsVersion... versions) {
            builder.tlsVersions(versions);
            return this;
        }

        @Override
        public HttpClient.Builder preferHttp11() {
            builder.preferHttp11();
            return this;
        }

        @Override
        public HttpClient.Builder proxyType(ProxyType type) {
            builder.proxyType(type);
            return this;
        }

        @Override
        public DerivedClientBuilder tag(Object value) {
            builder.tag(value);
            return this;
        }
    }
}
