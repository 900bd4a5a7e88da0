package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;

/** Gives Quarkus the certificate of its TLS configuration "webhook", and keeps whoever looks after it. */
@Singleton
@Identifier("webhook") public class Certificates implements KeyStoreProvider {

    private final CertificateSettings settings;
    private final Instance<KubernetesClient> client;
    private final Instance<MeterRegistry> registry;
    private final ServedCertificate served = new ServedCertificate();
    private Runnable stop = () -> {};

    Certificates(CertificateSettings settings, Instance<KubernetesClient> client, Instance<MeterRegistry> registry) {
        this.settings = settings;
        this.client = client;
        this.registry = registry;
    }

    /** Called once, at the beginning of the start, when there are hardly any other beans. */
    @Override
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        if (settings instanceof CertificateSettings.Files files) {
            CertificateFiles reader = new CertificateFiles(files, vertx, served);
            stop = reader::close;
            reader.start();
        }
        return new KeyStoreAndKeyCertOptions(empty(), KeyCertOptions.wrap(served));
    }

    void start(@Observes StartupEvent started) {
        CertificateMetrics metrics = new CertificateMetrics(registry.get(), served);
        if (settings instanceof CertificateSettings.Self self) {
            CertificateKeeper keeper = keeper(self, metrics);
            stop = keeper::close;
            keeper.start();
        }
    }

    private CertificateKeeper keeper(CertificateSettings.Self self, CertificateMetrics metrics) {
        return new CertificateKeeper(
                new CertificateApi(client.get(), self),
                new CertificateMaker(self.hosts(), self.times()),
                self.times(),
                served,
                metrics,
                Clock.systemUTC());
    }

    /** Quarkus wants one to look at, and serves what the options say. */
    private static KeyStore empty() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean ready(Instant now) {
        return served.current().filter(leaf -> leaf.validAt(now)).isPresent();
    }

    @PreDestroy
    void stop() {
        stop.run();
    }
}
