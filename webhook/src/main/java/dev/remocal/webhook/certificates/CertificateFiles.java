package dev.remocal.webhook.certificates;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;

/**
 * The certificate of mode {@code files}, read again in intervals. Quarkus can reload one by itself, but while Vert.x 4.5
 * takes it over, connections that come in are closed (TCPServerBase finds no context for them): an admission less.
 */
final class CertificateFiles implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CertificateFiles.class);

    private final CertificateSettings.Files settings;
    private final Vertx vertx;
    private final ServedCertificate served;
    private Optional<Long> timer = Optional.empty();
    private String failure = "";

    CertificateFiles(CertificateSettings.Files settings, Vertx vertx, ServedCertificate served) {
        this.settings = settings;
        this.vertx = vertx;
        this.served = served;
    }

    /**
     * @throws IllegalArgumentException where the files cannot be served
     */
    void start() {
        served.serve(read());
        timer = Optional.of(
                vertx.setPeriodic(settings.reloadPeriod().toMillis(), now -> vertx.executeBlocking(this::readAgain)));
    }

    /** What cannot be served is not: the files may be about to be written. It is told once. */
    private boolean readAgain() {
        try {
            Leaf found = read();
            failure = "";
            boolean changed = served.current().filter(found::isSameAs).isEmpty();
            if (changed) {
                served.serve(found);
                LOG.infof(
                        "New connections get the certificate of %s. until=%s",
                        settings.certificate(), CertificateTimes.end(found.certificate()));
            }
            return changed;
        } catch (IllegalArgumentException wrong) {
            String sentence = String.valueOf(wrong.getMessage());
            if (!sentence.equals(failure)) {
                failure = sentence;
                LOG.warnf("%s The certificate before is served on.", sentence);
            }
            return false;
        }
    }

    private Leaf read() {
        X509KeyManager keys = keyManager();
        String[] aliases = Optional.ofNullable(keys.getServerAliases("EC", null))
                .or(() -> Optional.ofNullable(keys.getServerAliases("RSA", null)))
                .orElseThrow(() -> wrong(settings.key(), "it holds no EC or RSA key"));
        List<X509Certificate> chain = Arrays.asList(keys.getCertificateChain(aliases[0]));
        PrivateKey key = keys.getPrivateKey(aliases[0]);
        if (!Signatures.belongs(key, chain.getFirst())) {
            throw wrong(settings.key(), "it is not the key of the certificate in " + settings.certificate());
        }
        return new Leaf(chain.getFirst(), chain.subList(1, chain.size()), key);
    }

    private X509KeyManager keyManager() {
        PemKeyCertOptions options = new PemKeyCertOptions()
                .setCertValue(bytes(settings.certificate()))
                .setKeyValue(bytes(settings.key()));
        try {
            return Arrays.stream(options.getKeyManagerFactory(vertx).getKeyManagers())
                    .filter(X509KeyManager.class::isInstance)
                    .map(X509KeyManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (Exception unreadable) {
            throw wrong(
                    settings.certificate(),
                    "it and " + settings.key() + " are no certificate and key in PEM (" + unreadable.getMessage()
                            + ")");
        }
    }

    private static Buffer bytes(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw wrong(file, "it cannot be read (" + unreadable.getMessage() + ")");
        }
    }

    private static IllegalArgumentException wrong(Path file, String what) {
        return new IllegalArgumentException(file + " cannot be served: " + what + ".");
    }

    @Override
    public void close() {
        timer.ifPresent(vertx::cancelTimer);
    }
}
