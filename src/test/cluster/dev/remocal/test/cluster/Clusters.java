package dev.remocal.test.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/** Starts the kind of cluster that was asked for with {@code -Dremocal.cluster}. */
public final class Clusters {

    private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

    /** 1.2.840.10045.2.1 (RFC 5480 section 2.1.1), in DER. */
    private static final String EC_PUBLIC_KEY = "06072a8648ce3d0201";

    private Clusters() {}

    public static Cluster start() throws ClusterUnavailableException {
        String kind = System.getProperty("remocal.cluster", "local");
        return switch (kind) {
            case "local" -> LocalCluster.start(Images.standard(Project.find()));
            case "kubeconfig" -> RemoteCluster.fromCurrentKubeconfig();
            case "k3s" -> K3sCluster.start();
            default ->
                throw new IllegalArgumentException(
                        "-Dremocal.cluster=" + kind + ": allowed are local, kubeconfig and k3s");
        };
    }

    /** A client that shows every failure at once: by default it tries a status of 500 again for half a minute. */
    static KubernetesClient client(Path kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                .withRequestRetryBackoffLimit(0)
                .build();
        if (isEllipticCurve(config)) {
            config.setClientKeyAlgo("EC");
        }
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /**
     * fabric8 7.5 takes the algorithm from the PEM header, which names none in PKCS #8 (RFC 5958), and reads every such key
     * as RSA; the command does the same about it.
     */
    static boolean isEllipticCurve(Config config) {
        try {
            String pem = config.getClientKeyFile() != null && config.getClientKeyData() == null
                    ? Files.readString(Path.of(config.getClientKeyFile()))
                    : new String(decode(Objects.requireNonNullElse(config.getClientKeyData(), "")), US_ASCII);
            int start = pem.indexOf(PKCS8);
            int end = pem.indexOf("-----END", start + 1);
            return start >= 0
                    && end > start
                    && HexFormat.of()
                            .formatHex(decode(pem.substring(start + PKCS8.length(), end)))
                            .contains(EC_PUBLIC_KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
