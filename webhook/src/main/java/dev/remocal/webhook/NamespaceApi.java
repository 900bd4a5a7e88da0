package dev.remocal.webhook;

import dev.remocal.injector.NamespaceOutgoing;
import dev.remocal.injector.PodMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;

/** Namespaces as the API server has them. */
@Singleton
class NamespaceApi {

    private final Supplier<KubernetesClient> client;

    @Inject
    NamespaceApi(Instance<KubernetesClient> client) {
        this(client::get);
    }

    NamespaceApi(Supplier<KubernetesClient> client) {
        this.client = client;
    }

    NamespaceOutgoing outgoing(String namespace) {
        try {
            return Optional.ofNullable(
                            client.get().namespaces().withName(namespace).get())
                    .map(found -> NamespaceOutgoing.of(namespace, annotation(found)))
                    .orElseGet(() -> NamespaceOutgoing.unreadable(
                            namespace, "the API server says that there is none; create the pod anew"));
        } catch (KubernetesClientException failure) {
            return NamespaceOutgoing.unreadable(namespace, cause(failure));
        }
    }

    private static Optional<String> annotation(Namespace namespace) {
        return Optional.ofNullable(namespace.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(PodMetadata.OUTGOING_ANNOTATION));
    }

    private static String cause(KubernetesClientException failure) {
        if (failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            // A chart of an earlier release gives no such right.
            return "the webhook has no right to get namespaces; upgrade its chart, then create the pod anew";
        }
        return failure.getCode() > 0
                ? failure.getMessage() + "; create the pod anew"
                : "the webhook cannot ask the API server; correct that, then create the pod anew: " + origin(failure);
    }

    /** Without an answer the client says that an operation failed, or "An error has occurred.": its causes have the reason. */
    private static String origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin.getClass().getSimpleName() + ": " + origin.getMessage();
    }
}
