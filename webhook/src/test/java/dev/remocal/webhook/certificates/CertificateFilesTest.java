package dev.remocal.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {

    private static final int CURVE_BITS = 256;

    private static final Vertx VERTX = Vertx.vertx();
    private static final KeyPair EC = pair("EC", CURVE_BITS);
    private static final KeyPair RSA = pair("RSA", 2048);

    private final ServedCertificate served = new ServedCertificate();

    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void keysOfEveryFormAreServed() throws Exception {
        String sec1 = pem("EC PRIVATE KEY", sec1());

        assertServes(EC, pem("PRIVATE KEY", EC.getPrivate().getEncoded()));
        assertServes(EC, sec1);
        assertServes(EC, pem("EC PARAMETERS", X9ObjectIdentifiers.prime256v1) + sec1);
        assertServes(RSA, pem("PRIVATE KEY", RSA.getPrivate().getEncoded()));
        assertServes(RSA, pem("RSA PRIVATE KEY", pkcs1()));
    }

    @Test
    void issuersInTheFileAreShownToo() throws Exception {
        X509Certificate leaf = certificate(EC, RSA);
        X509Certificate issuer = certificate(RSA, RSA);

        start(Pem.write(List.of(leaf, issuer)), Pem.write(EC.getPrivate()));

        assertThat(served.current().orElseThrow().chain()).containsExactly(leaf, issuer);
    }

    @Test
    void whatCannotBeServedIsToldByFileAndCause() throws Exception {
        String certificate = Pem.write(List.of(certificate(EC, EC)));
        String key = Pem.write(EC.getPrivate());

        assertRefused("tls.crt cannot be served: it holds no certificate in PEM.", "nothing", key);
        assertRefused(noKey("there is no key that is not encrypted"), certificate, "nothing");
        assertRefused(noKey("there is no key that is not encrypted"), certificate, encrypted());
        assertRefused(
                noKey("it is neither an EC nor an RSA key"),
                certificate,
                Pem.write(pair("Ed25519", CURVE_BITS - 1).getPrivate()));
        assertRefused(
                "tls.key cannot be served: it is not the key of the certificate in " + folder.resolve("tls.crt") + ".",
                certificate,
                Pem.write(pair("EC", CURVE_BITS).getPrivate()));
    }

    @Test
    void aKeyThatIsDamagedIsTold() throws Exception {
        String key = Pem.write(EC.getPrivate());

        assertDamaged(pem("PRIVATE KEY", new byte[] {0x30, 0x10, 0x02}));
        assertDamaged(key.substring(0, key.length() / 2));
        assertDamaged(key.replaceFirst("\nM", "\n?"));
        assertDamaged(key.replaceFirst("\nM.", "\n"));
    }

    @Test
    void aFileThatIsMissingIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files().start())
                .withMessageStartingWith(folder.resolve("tls.crt") + " cannot be served: it cannot be read (");
    }

    private static String noKey(String cause) {
        return "tls.key cannot be served: it holds no key in PEM that can be served (" + cause + ").";
    }

    private void assertServes(KeyPair pair, String key) throws Exception {
        X509Certificate certificate = certificate(pair, pair);

        start(Pem.write(List.of(certificate)), key);

        Leaf leaf = served.current().orElseThrow();
        assertThat(leaf.certificate()).isEqualTo(certificate);
        assertThat(leaf.key().getAlgorithm()).isEqualTo(pair.getPrivate().getAlgorithm());
        assertThat(Signatures.belongs(leaf.key(), certificate)).isTrue();
    }

    private void assertRefused(String sentence, String certificate, String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(certificate, key))
                .withMessage(folder + "/" + sentence);
        assertThat(served.current()).isEmpty();
    }

    private void assertDamaged(String key) throws Exception {
        String certificate = Pem.write(List.of(certificate(EC, EC)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(certificate, key))
                .withMessageStartingWith(
                        folder.resolve("tls.key") + " cannot be served: it holds no key in PEM that can be served (")
                .withMessageNotContaining("(java.io.");
    }

    private void start(String certificate, String key) throws IOException {
        Files.writeString(folder.resolve("tls.crt"), certificate);
        Files.writeString(folder.resolve("tls.key"), key);
        try (CertificateFiles files = files()) {
            files.start();
        }
    }

    private CertificateFiles files() {
        return new CertificateFiles(
                new CertificateSettings.Files(
                        folder.resolve("tls.crt"), folder.resolve("tls.key"), Duration.ofMinutes(1)),
                VERTX,
                served);
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate certificate(KeyPair pair, KeyPair issuer)
            throws OperatorCreationException, GeneralSecurityException {
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                new X500Name("CN=issuer"),
                                BigInteger.ONE,
                                Date.from(now),
                                Date.from(now.plus(1, ChronoUnit.DAYS)),
                                new X500Name("CN=webhook"),
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256with"
                                        + issuer.getPrivate().getAlgorithm().replace("EC", "ECDSA"))
                                .build(issuer.getPrivate())));
    }

    /** With its curve, as Go and OpenSSL write it (RFC 5915). */
    private static ASN1Encodable sec1() {
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                CURVE_BITS, ((ECPrivateKey) EC.getPrivate()).getS(), X9ObjectIdentifiers.prime256v1);
    }

    private static ASN1Encodable pkcs1() throws IOException {
        return PrivateKeyInfo.getInstance(RSA.getPrivate().getEncoded()).parsePrivateKey();
    }

    private static String encrypted() throws Exception {
        return pem(new JcaPKCS8Generator(
                EC.getPrivate(),
                new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.PBE_SHA1_3DES)
                        .setPassword("secret".toCharArray())
                        .build()));
    }

    private static String pem(String label, ASN1Encodable content) throws IOException {
        return pem(label, content.toASN1Primitive().getEncoded());
    }

    private static String pem(String label, byte[] content) throws IOException {
        return pem(new PemObject(label, content));
    }

    private static String pem(PemObjectGenerator content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(content);
        }
        return text.toString();
    }
}
