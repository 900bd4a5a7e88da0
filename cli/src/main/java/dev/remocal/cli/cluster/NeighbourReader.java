package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads what of the cluster has a name: all of it in one list where that is allowed, else the target's namespace. */
final class NeighbourReader {

    /** On the slices of headless Services, so that those of all others need not be read. */
    private static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String EVERYWHERE = "";

    private final KubernetesClient client;
    private final ApiCalls api;
    private final String namespace;
    private final List<String> withheld = new ArrayList<>();

    NeighbourReader(KubernetesClient client, ApiCalls api, String namespace) {
        this.client = client;
        this.api = api;
        this.namespace = namespace;
    }

    Neighbours read() {
        Optional<List<Service>> all = services(EVERYWHERE);
        return all.isPresent()
                ? neighbours(all.get(), EVERYWHERE)
                : neighbours(services(namespace).orElse(List.of()), namespace);
    }

    private Neighbours neighbours(List<Service> services, String scope) {
        List<Service> named =
                services.stream().filter(service -> service.getSpec() != null).toList();
        Map<String, List<EndpointSlice>> slices =
                named.stream().anyMatch(ClusterService::isHeadless) ? headlessSlices(scope) : Map.of();
        List<ClusterService> found = named.stream()
                .map(service -> ClusterService.of(
                        service,
                        slices.getOrDefault(
                                key(
                                        service.getMetadata().getNamespace(),
                                        service.getMetadata().getName()),
                                List.of())))
                .toList();
        return new Neighbours(found, withheld);
    }

    private Optional<List<Service>> services(String scope) {
        return permitted(
                () -> api.call(
                        "list",
                        "services",
                        scope,
                        () -> scope.equals(EVERYWHERE)
                                ? client.services().inAnyNamespace().list().getItems()
                                : client.services().inNamespace(scope).list().getItems()),
                scope.equals(EVERYWHERE)
                        ? "You may not list services in all namespaces, so only names of namespace " + namespace
                                + " are known; ask for a cluster role that grants 'list' on 'services' for the others."
                        : "You may not list services in namespace " + namespace
                                + ", so no name of the cluster is known; ask for a role that grants 'list' on 'services'"
                                + " there.");
    }

    private Map<String, List<EndpointSlice>> headlessSlices(String scope) {
        var slices = client.discovery().v1().endpointSlices();
        return permitted(
                        () -> api.call(
                                "list",
                                "endpointslices",
                                scope,
                                () -> (scope.equals(EVERYWHERE) ? slices.inAnyNamespace() : slices.inNamespace(scope))
                                        .withLabel(HEADLESS_LABEL)
                                        .list()
                                        .getItems()),
                        "You may not list endpointslices" + (scope.isEmpty() ? "" : " in namespace " + scope)
                                + ", so names of single pods, such as those of a StatefulSet, are not known; ask for a"
                                + " role that grants 'list' on 'endpointslices.discovery.k8s.io'.")
                .orElse(List.of())
                .stream()
                .collect(Collectors.groupingBy(slice -> key(
                        slice.getMetadata().getNamespace(),
                        slice.getMetadata().getLabels().getOrDefault(SERVICE_LABEL, ""))));
    }

    private <T> Optional<T> permitted(Supplier<T> request, String sentence) {
        try {
            return Optional.of(request.get());
        } catch (CliException e) {
            if (!(e.failure() instanceof CliFailure.NotAllowed)) {
                throw e;
            }
            withheld.add(sentence);
            return Optional.empty();
        }
    }

    private static String key(String namespace, String service) {
        return namespace + "/" + service;
    }
}
