package dev.remocal.webhook.certificates;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
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
        List<X509Certificate> chain = chain();
        PrivateKey key = key();
        if (!Signatures.belongs(key, chain.getFirst())) {
            throw wrong(settings.key(), "it is not the key of the certificate in " + settings.certificate());
        }
        return new Leaf(chain.getFirst(), chain.subList(1, chain.size()), key);
    }

    private List<X509Certificate> chain() {
        List<X509Certificate> chain = Pem.certificatesIn(text(settings.certificate()));
        if (chain.isEmpty()) {
            throw wrong(settings.certificate(), "it holds no certificate in PEM");
        }
        return chain;
    }

    private PrivateKey key() {
        try {
            return PrivateKeys.read(text(settings.key()));
        } catch (GeneralSecurityException unreadable) {
            throw wrong(settings.key(), "it holds no key in PEM that can be served (" + unreadable.getMessage() + ")");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
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
