package dev.remocal.webhook.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.encoders.DecoderException;

/**
 * Keys that others made, in PEM: PKCS #8, and PKCS #1 and SEC 1, which cert-manager writes unless told not to. A KeyStore would
 * read them too, but it encrypts what it holds: 20,000 rounds of a digest, in a JVM that has compiled nothing yet.
 */
final class PrivateKeys {

    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS =
            Map.of(X9ObjectIdentifiers.id_ecPublicKey, "EC", PKCSObjectIdentifiers.rsaEncryption, "RSA");

    private PrivateKeys() {}

    /** The first that is found; what comes before it, such as the parameters of a curve, is passed over. */
    static PrivateKey read(String pem) throws GeneralSecurityException {
        try {
            PrivateKeyInfo key = first(pem);
            String algorithm = ALGORITHMS.get(key.getPrivateKeyAlgorithm().getAlgorithm());
            if (algorithm == null) {
                throw new InvalidKeyException("it is neither an EC nor an RSA key");
            }
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (IOException | DecoderException unreadable) {
            throw new InvalidKeyException(unreadable.getMessage(), unreadable);
        }
    }

    private static PrivateKeyInfo first(String pem) throws InvalidKeyException, IOException {
        try (PEMParser blocks = new PEMParser(new StringReader(pem))) {
            for (Object block = blocks.readObject(); block != null; block = blocks.readObject()) {
                switch (block) {
                    case PrivateKeyInfo key -> {
                        return key;
                    }
                    case PEMKeyPair keys -> {
                        return keys.getPrivateKeyInfo();
                    }
                    default -> {}
                }
            }
        }
        throw new InvalidKeyException("there is no key that is not encrypted");
    }
}
