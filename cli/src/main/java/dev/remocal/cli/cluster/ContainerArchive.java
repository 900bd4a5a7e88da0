package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Cause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Has tar(1) in a container pack what is at a path, as kubectl cp does. */
final class ContainerArchive {

    /** Between the last byte and the word that the command has ended. */
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    /** A replica that is not ready has its files all the same. */
    private static final int NO_WAIT = 0;

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
                .withReadyWaitTimeout(NO_WAIT)
                .redirectingOutput()
                .writingError(errors)
                .exec("tar", "cf", "-", "-C", "/", "--", path.replaceFirst("^/+", ""))) {
            return read(tar, reader, () -> failed(replica, path, reason(tar, errors)));
        } catch (KubernetesClientException e) {
            throw new CliException(refusal(namespace, e), e);
        } catch (IOException e) {
            throw failed(replica, path, Cause.of(e));
        }
    }

    private static <T> T read(ExecWatch tar, ArchiveReader<T> reader, Supplier<CliException> failure)
            throws IOException {
        try {
            T read = reader.read(tar.getOutput());
            if (exitCode(tar) != 0) {
                throw failure.get();
            }
            return read;
        } catch (IOException e) {
            // The client closes the output of a command that fails, whatever is still in it.
            if (tar.exitCode().isDone() && exitCode(tar) != 0) {
                throw failure.get();
            }
            throw e;
        }
    }

    /** An upgrade that is refused has its status in the handshake. */
    private CliFailure refusal(String namespace, KubernetesClientException e) {
        return e.getCause() instanceof WebSocketHandshakeException handshake
                        && handshake.getResponse().code() == HttpURLConnection.HTTP_FORBIDDEN
                ? new CliFailure.NotAllowed("create", "pods/exec", namespace)
                : api.failure("create", "pods/exec", namespace, e);
    }

    private static int exitCode(ExecWatch tar) throws IOException {
        try {
            return tar.exitCode().get(EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("tar did not end within " + EXIT_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String reason(ExecWatch tar, ByteArrayOutputStream errors) {
        return reason(tar.exitCode().join(), errors.toString(StandardCharsets.UTF_8));
    }

    /** @param exitCode negative where there was no process to have one */
    static String reason(int exitCode, String errors) {
        return errors.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElseGet(() -> exitCode < 0 ? "tar could not be started" : "tar ended with " + exitCode);
    }

    private static CliException failed(Replica replica, String path, String reason) {
        return new CliException(new CliFailure.NotCopied(path, replica.containerName(), replica.podName(), reason));
    }
}
