package dev.remocal.webhook.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server shows and proves to be its own.
 *
 * @param issuers shown with it, for callers that trust none of them but one further up
 */
record Leaf(X509Certificate certificate, List<X509Certificate> issuers, PrivateKey key) {

    Leaf {
        issuers = List.copyOf(issuers);
    }

    Leaf(X509Certificate certificate, PrivateKey key) {
        this(certificate, List.of(), key);
    }

    X509Certificate[] chain() {
        return Stream.concat(Stream.of(certificate), issuers.stream()).toArray(X509Certificate[]::new);
    }

    boolean isOf(X509Certificate authority) {
        return Signatures.signed(authority, certificate);
    }

    boolean validAt(Instant now) {
        return !CertificateTimes.ended(certificate, now);
    }

    boolean isSameAs(Leaf other) {
        return certificate.equals(other.certificate);
    }
}
