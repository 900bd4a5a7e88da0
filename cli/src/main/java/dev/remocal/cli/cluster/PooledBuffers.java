package dev.remocal.cli.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.JdkSSLEngineOptions;

/**
 * HTTP clients whose TLS takes its buffers from a pool, which Vert.x (4.5) recommends and does not do by itself; fabric8 (7.5.2) gives
 * no way to its options. Without, each byte of a transfer is four of garbage.
 */
final class PooledBuffers extends VertxWrapper {

    PooledBuffers(Vertx vertx) {
        super((VertxInternal) vertx);
    }

    @Override
    public HttpClient createHttpClient(HttpClientOptions options) {
        if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions engine) {
            engine.setPooledHeapBuffers(true);
        }
        return super.createHttpClient(options);
    }
}
