package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The algorithm of a kubeconfig's client key. fabric8 7.5 takes it from the PEM header, which names none in PKCS #8
 * ({@code BEGIN PRIVATE KEY}, RFC 5958), and then reads an elliptic curve key as RSA.
 */
final class ClientKey {

    /** id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1), in DER. */
    private static final String ELLIPTIC_CURVE = "06072a8648ce3d0201";

    private static final String HEADER = "-----BEGIN PRIVATE KEY-----";

    private ClientKey() {}

    static void nameAlgorithm(Config config) {
        if (pem(config).filter(ClientKey::isEllipticCurve).isPresent()) {
            config.setClientKeyAlgo("EC");
        }
    }

    static boolean isEllipticCurve(String pem) {
        int start = pem.indexOf(HEADER);
        int end = pem.indexOf("-----END", start + 1);
        if (start < 0 || end < 0) {
            return false;
        }
        byte[] key = Base64.getMimeDecoder().decode(pem.substring(start + HEADER.length(), end));
        return HexFormat.of().formatHex(key).contains(ELLIPTIC_CURVE);
    }

    /** Empty where there is none or it cannot be read: the client that needs it says so. */
    private static Optional<String> pem(Config config) {
        try {
            if (config.getClientKeyData() != null) {
                byte[] data = Base64.getMimeDecoder().decode(config.getClientKeyData());
                return Optional.of(new String(data, StandardCharsets.US_ASCII));
            }
            return config.getClientKeyFile() == null
                    ? Optional.empty()
                    : Optional.of(Files.readString(Path.of(config.getClientKeyFile())));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
