package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Cause;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns what the Kubernetes client throws into a failure that names object and next step. */
final class ApiCalls {

    private final String server;
    private final String context;

    ApiCalls(Config config) {
        this.server = config.getMasterUrl().replaceAll("/+$", "");
        this.context = KubeConfig.contextName(config);
    }

    /**
     * @param namespace empty for all
     */
    <T> T call(String verb, String resource, String namespace, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw new CliException(failure(verb, resource, namespace, e), e);
        }
    }

    void call(String verb, String resource, String namespace, Runnable request) {
        call(verb, resource, namespace, () -> {
            request.run();
            return true;
        });
    }

    CliFailure failure(String verb, String resource, String namespace, KubernetesClientException e) {
        if (e.getCode() <= 0) {
            return unreachable(e);
        }
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> new CliFailure.NotAuthenticated(server, context);
            case HttpURLConnection.HTTP_FORBIDDEN -> new CliFailure.NotAllowed(verb, resource, namespace);
            default ->
                new CliFailure.ClusterError(server, verb + " " + resource + ": " + e.getCode() + " " + Cause.of(e));
        };
    }

    CliFailure unreachable(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new CliFailure.ClusterUnreachable(server, context, Cause.of(root));
    }

    /** What the API server said, without what the client puts before it. */
    static String message(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElseGet(() -> Cause.of(e));
    }

    String server() {
        return server;
    }

    String context() {
        return context;
    }
}
