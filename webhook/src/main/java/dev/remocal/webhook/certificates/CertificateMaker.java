package dev.remocal.webhook.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes authorities and leaves, P-256 (RFC 5280). */
final class CertificateMaker {

    /** As many random bits as RFC 5280 section 4.1.2.2 leaves room for, in round numbers. */
    private static final int SERIAL_BITS = 128;

    private final List<String> hosts;
    private final CertificateTimes times;
    private final SecureRandom random = new SecureRandom();

    CertificateMaker(List<String> hosts, CertificateTimes times) {
        this.hosts = List.copyOf(hosts);
        this.times = times;
    }

    Credentials authority(List<X509Certificate> predecessors, Optional<Leaf> leaf, Instant now) {
        KeyPair keys = newKeys();
        // Each has a name of its own, by which verifiers tell them apart in a bundle.
        X500Name name = new X500Name("CN=remocal-webhook-ca-" + serial().toString(Character.MAX_RADIX));
        X509v3CertificateBuilder builder = builder(name, name, keys, now, now.plus(times.authority()));
        X509Certificate certificate = sign(keys.getPrivate(), builder, extended -> {
            extended.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            extended.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            extended.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers().createSubjectKeyIdentifier(keys.getPublic()));
        });
        List<X509Certificate> all =
                Stream.concat(Stream.of(certificate), predecessors.stream()).toList();
        return new Credentials(all, keys.getPrivate(), leaf);
    }

    /** Ends with its authority at the latest. */
    Leaf leaf(Credentials credentials, Instant now) {
        KeyPair keys = newKeys();
        X509Certificate authority = credentials.authority();
        Instant ownEnd = now.plus(times.leaf());
        Instant end = ownEnd.isBefore(CertificateTimes.end(authority)) ? ownEnd : CertificateTimes.end(authority);
        X509v3CertificateBuilder builder = builder(
                X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                new X500Name("CN=remocal-webhook"),
                keys,
                now,
                end);
        return new Leaf(
                sign(credentials.authorityKey(), builder, extended -> {
                    extended.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    extended.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    extended.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
                    extended.addExtension(Extension.subjectAlternativeName, false, names());
                    extended.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers().createAuthorityKeyIdentifier(authority.getPublicKey()));
                }),
                keys.getPrivate());
    }

    private GeneralNames names() {
        return new GeneralNames(hosts.stream()
                .map(host -> new GeneralName(GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Instant now, Instant end) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial(),
                Date.from(now.minus(CertificateTimes.BACKDATED)),
                Date.from(end),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(PrivateKey key, X509v3CertificateBuilder builder, Extensions extensions) {
        try {
            extensions.addTo(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(Signatures.ALGORITHM).build(key)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("No certificate can be signed on this JVM.", e);
        }
    }

    @FunctionalInterface
    private interface Extensions {

        void addTo(X509v3CertificateBuilder builder) throws CertIOException, GeneralSecurityException;
    }

    private static JcaX509ExtensionUtils identifiers() throws GeneralSecurityException {
        return new JcaX509ExtensionUtils();
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM makes no keys for P-256.", e);
        }
    }
}
