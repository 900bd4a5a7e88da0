package dev.remocal.cli.cluster;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** PEM in base64, which is how Kubernetes keeps certificates. */
public final class PemCertificates {

    private PemCertificates() {}

    /** Empty where there is nothing, or nothing that can be read as certificates. */
    public static List<CertificateFacts> in(String base64) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .map(certificate -> new CertificateFacts(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .toList();
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return List.of();
        }
    }
}
