package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has tar(1) in a container pack what is at a path, as kubectl cp does. */
final class ContainerArchive {

    /** Between the last byte and the word that the command has ended. */
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final ApiCalls api;

    ContainerArchive(KubernetesClient client, ApiCalls api) {
        this.client = client;
        this.api = api;
    }

    /**
     * @throws CliException where it is not allowed, or there is no such path, or no tar
     */
    <T> T read(Replica replica, String path, ArchiveReader<T> reader) {
        String namespace = replica.pod().getMetadata().getNamespace();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try (ExecWatch tar = client.pods()
                .inNamespace(namespace)
                .withName(replica.podName())
                .inContainer(replica.containerName())
                .redirectingOutput()
                .writingError(errors)
                .exec("tar", "cf", "-", "-C", "/", "--", path.replaceFirst("^/+", ""))) {
            T read = reader.read(tar.getOutput());
            requireSuccess(tar, replica, path, errors);
            return read;
        } catch (KubernetesClientException e) {
            throw new CliException(api.failure("create", "pods/exec", namespace, e), e);
        } catch (IOException e) {
            throw failed(replica, path, String.valueOf(e.getMessage()));
        }
    }

    private static void requireSuccess(ExecWatch tar, Replica replica, String path, ByteArrayOutputStream errors)
            throws IOException {
        try {
            int exitCode = tar.exitCode().get(EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (exitCode != 0) {
                String said = errors.toString(StandardCharsets.UTF_8).strip();
                throw failed(replica, path, said.isEmpty() ? "tar ended with " + exitCode : said);
            }
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("tar did not end within " + EXIT_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static CliException failed(Replica replica, String path, String reason) {
        return new CliException(new CliFailure.NotCopied(path, replica.containerName(), replica.podName(), reason));
    }
}
