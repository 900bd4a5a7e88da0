package dev.remocal.test.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The kubeconfig of the local cluster: one context for each user. Pure but for {@link #write}. */
final class Kubeconfig {

    private Kubeconfig() {}

    static String text(String server, String authorityBase64) {
        StringBuilder text = new StringBuilder("""
                apiVersion: v1
                kind: Config
                clusters:
                - name: local
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                current-context: %s
                contexts:
                """.formatted(server, authorityBase64, Access.ADMIN.name()));
        for (Access.User user : Access.USERS) {
            text.append("- name: %1$s\n  context: {cluster: local, user: %1$s, namespace: default}\n"
                    .formatted(user.name()));
        }
        text.append("users:\n");
        for (Access.User user : Access.USERS) {
            text.append("- name: %s\n  user: {token: %s}\n".formatted(user.name(), user.token()));
        }
        return text.toString();
    }

    /** Readable by its owner only, or kubectl and helm warn. */
    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
