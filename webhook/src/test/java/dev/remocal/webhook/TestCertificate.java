package dev.remocal.webhook;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.config.SSLConfig;
import io.restassured.specification.RequestSpecification;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for the webhook under test, in PEM files as the chart mounts them; a client that trusts it alone. */
public class TestCertificate implements QuarkusTestResourceLifecycleManager {

    static final Path FOLDER = Path.of("target/test-certificate");

    @Override
    public Map<String, String> start() {
        renew();
        return Map.of(
                "remocal.tls.certificate", FOLDER.resolve("webhook.crt").toString(),
                "remocal.tls.key", FOLDER.resolve("webhook.key").toString(),
                "remocal.tls.reload-period", "1s",
                "remocal.outgoing.read-namespaces", "false",
                "remocal.sidecar.image", "registry.example/remocal/sidecar:1.0.0",
                "quarkus.http.test-ssl-port", "0",
                "quarkus.management.test-port", "0");
    }

    @Override
    public void stop() {}

    /** Replaces the files by a new certificate from a new authority. */
    static void renew() {
        try {
            Files.createDirectories(FOLDER);
            new CertificateGenerator(FOLDER, true)
                    .generate(new CertificateRequest()
                            .withName("webhook")
                            .withFormat(Format.PEM)
                            .withDuration(Duration.ofDays(1))
                            .withSubjectAlternativeName("DNS:localhost"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that trusts only the certificate in the files as they are now. */
    static RequestSpecification client() {
        return RestAssured.given()
                .config(RestAssured.config()
                        .sslConfig(SSLConfig.sslConfig()
                                .with()
                                .trustStore(trustStore())
                                .and()
                                .allowAllHostnames()));
    }

    /** For what a well-behaved client does not send. */
    static Socket connect(URI address) throws IOException, GeneralSecurityException {
        return trusting(trustStore()).getSocketFactory().createSocket(address.getHost(), address.getPort());
    }

    /** Trusts these authorities, in PEM, and nothing else. */
    public static SSLContext trusting(byte[] pem) throws GeneralSecurityException, IOException {
        return trusting(trustStore(new ByteArrayInputStream(pem)));
    }

    private static SSLContext trusting(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore trustStore(InputStream pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            store.setCertificateEntry("ca" + number++, authority);
        }
        return store;
    }

    private static KeyStore trustStore() {
        try (InputStream pem = Files.newInputStream(FOLDER.resolve("webhook.crt"))) {
            return trustStore(pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
