package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds a target's selector and ports. */
final class Targets {

    private final KubernetesClient client;
    private final ApiCalls api;
    private final String namespace;

    Targets(KubernetesClient client, ApiCalls api, String namespace) {
        this.client = client;
        this.api = api;
        this.namespace = namespace;
    }

    ResolvedTarget resolve(TargetName target) {
        return switch (target.kind()) {
            case SERVICE -> service(target);
            case DEPLOYMENT ->
                workload(
                        target,
                        require(
                                        target,
                                        () -> client.apps()
                                                .deployments()
                                                .inNamespace(namespace)
                                                .withName(target.name())
                                                .get())
                                .getSpec()
                                .getSelector());
            case STATEFUL_SET ->
                workload(
                        target,
                        require(
                                        target,
                                        () -> client.apps()
                                                .statefulSets()
                                                .inNamespace(namespace)
                                                .withName(target.name())
                                                .get())
                                .getSpec()
                                .getSelector());
            case POD -> {
                require(
                        target,
                        () -> client.pods()
                                .inNamespace(namespace)
                                .withName(target.name())
                                .get());
                yield new ResolvedTarget(target, namespace, new ResolvedTarget.Pods.Named(target.name()), List.of());
            }
        };
    }

    private ResolvedTarget service(TargetName target) {
        Service service = require(
                target,
                () -> client.services()
                        .inNamespace(namespace)
                        .withName(target.name())
                        .get());
        Map<String, String> selector = service.getSpec().getSelector();
        if (selector == null || selector.isEmpty()) {
            throw new CliException(new CliFailure.NoPods(
                    target.text(),
                    namespace,
                    target.text() + " in namespace " + namespace
                            + " has no selector, so no pod is behind it; attach to a deployment or pod."));
        }
        return new ResolvedTarget(
                target,
                namespace,
                new ResolvedTarget.Pods.Selected(
                        new LabelSelectorBuilder().withMatchLabels(selector).build()),
                service.getSpec().getPorts().stream().map(ServicePort::of).toList());
    }

    private ResolvedTarget workload(TargetName target, LabelSelector selector) {
        return new ResolvedTarget(target, namespace, new ResolvedTarget.Pods.Selected(selector), List.of());
    }

    private <T> T require(TargetName target, Supplier<@Nullable T> request) {
        return Optional.ofNullable(api.call("get", target.kind().resource(), namespace, request))
                .orElseThrow(() -> new CliException(missing(target)));
    }

    private CliFailure missing(TargetName target) {
        return namespaceExists()
                ? new CliFailure.NoSuchTarget(target.text(), namespace)
                : new CliFailure.NoSuchNamespace(namespace);
    }

    /** Whether it can be ruled out that the namespace is missing; who may not read namespaces gets the benefit. */
    private boolean namespaceExists() {
        try {
            return client.namespaces().withName(namespace).get() != null;
        } catch (KubernetesClientException e) {
            return true;
        }
    }
}
