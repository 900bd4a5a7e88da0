package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One replica's certificates, and a server that shows them. */
final class Replica implements AutoCloseable {

    private final ServedCertificate served = new ServedCertificate();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CertificateKeeper keeper;
    private final HttpServer server;

    Replica(Vertx vertx, KubernetesClient client, CertificateSettings.Self settings) {
        keeper = new CertificateKeeper(
                new CertificateApi(client, settings),
                new CertificateMaker(settings.hosts(), settings.times()),
                settings.times(),
                served,
                new CertificateMetrics(registry, served),
                Clock.systemUTC());
        server = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(served)))
                .requestHandler(request -> request.response().end("ok"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        keeper.start();
    }

    int port() {
        return server.actualPort();
    }

    Optional<X509Certificate> certificate() {
        return served.current().map(Leaf::certificate);
    }

    /** Rounds that were not completed for this reason. */
    double failures(String reason) {
        return registry.get("remocal.certificate.round.failures")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Override
    public void close() {
        keeper.close();
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
