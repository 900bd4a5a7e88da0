package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One context in a file of its own, with what other files and login helpers have to say about it: for Helm and the CLI. */
final class FlatKubeconfig {

    private FlatKubeconfig() {}

    static String text(Config config) {
        String name = config.getCurrentContext().getName();
        ObjectNode root = Store.JSON
                .createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("current-context", name);
        ObjectNode cluster = named(root, "clusters", name, "cluster").put("server", config.getMasterUrl());
        put(cluster, "certificate-authority-data", data(config.getCaCertData(), config.getCaCertFile()));
        if (config.isTrustCerts()) {
            cluster.put("insecure-skip-tls-verify", true);
        }
        named(root, "contexts", name, "context").put("cluster", name).put("user", name);
        user(named(root, "users", name, "user"), config);
        return root.toString();
    }

    private static ObjectNode named(ObjectNode root, String list, String name, String field) {
        return root.putArray(list).addObject().put("name", name).putObject(field);
    }

    private static void user(ObjectNode user, Config config) {
        put(user, "client-certificate-data", data(config.getClientCertData(), config.getClientCertFile()));
        put(user, "client-key-data", data(config.getClientKeyData(), config.getClientKeyFile()));
        put(
                user,
                "token",
                Optional.ofNullable(config.getOauthToken()).or(() -> Optional.ofNullable(config.getAutoOAuthToken())));
        put(user, "username", Optional.ofNullable(config.getUsername()));
        put(user, "password", Optional.ofNullable(config.getPassword()));
    }

    private static void put(ObjectNode object, String field, Optional<String> value) {
        value.ifPresent(present -> object.put(field, present));
    }

    private static Optional<String> data(@Nullable String base64, @Nullable String file) {
        return Optional.ofNullable(base64).or(() -> Optional.ofNullable(file).map(FlatKubeconfig::read));
    }

    private static String read(String file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("the kubeconfig names " + file + ", which cannot be read", e);
        }
    }
}
