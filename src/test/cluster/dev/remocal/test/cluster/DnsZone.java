package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of Services and of the pods behind headless ones, as Kubernetes' specification of DNS-based service discovery
 * has them. Pure.
 */
record DnsZone(Map<String, List<Entry>> entries) {

    static final String DOMAIN = "cluster.local";

    static final DnsZone EMPTY = new DnsZone(Map.of());

    /** Aliases that lead to each other in a circle end here. */
    private static final int LONGEST_CHAIN = 8;

    /** The types of records there are. */
    enum Kind {
        A,
        AAAA,
        CNAME,
        SRV
    }

    /** What a name stands for. */
    sealed interface Entry {

        Kind kind();

        record Address(String ip) implements Entry {
            @Override
            public Kind kind() {
                return ip.contains(":") ? Kind.AAAA : Kind.A;
            }
        }

        record Alias(String name) implements Entry {
            @Override
            public Kind kind() {
                return Kind.CNAME;
            }
        }

        record Port(int number, String host) implements Entry {
            @Override
            public Kind kind() {
                return Kind.SRV;
            }
        }
    }

    /** One record of an answer. */
    record Found(String name, Entry entry) {}

    /** A name may exist and have nothing of the kind that was asked for. */
    record Answer(boolean exists, List<Found> found) {}

    static DnsZone of(List<Service> services, List<Pod> pods) {
        Map<String, List<Entry>> entries = new LinkedHashMap<>();
        services.forEach(service -> new ServiceEntries(entries, service).add(pods));
        return new DnsZone(entries);
    }

    /** Follows aliases as far as they stay in the zone, as CoreDNS does; no kind is one that nothing here has. */
    Answer answer(String question, Optional<Kind> kind) {
        String asked = normal(question);
        List<Found> found = new ArrayList<>();
        Optional<String> next = Optional.of(asked);
        for (int i = 0; i < LONGEST_CHAIN && next.isPresent(); i++) {
            next = collect(next.get(), kind, found);
        }
        return new Answer(exists(asked), List.copyOf(found));
    }

    private Optional<String> collect(String name, Optional<Kind> kind, List<Found> found) {
        List<Entry> all = entries.getOrDefault(name, List.of());
        all.stream()
                .filter(entry -> kind.filter(entry.kind()::equals).isPresent() || entry.kind() == Kind.CNAME)
                .forEach(entry -> found.add(new Found(name, entry)));
        return all.stream()
                .filter(Entry.Alias.class::isInstance)
                .map(alias -> normal(((Entry.Alias) alias).name()))
                .filter(alias -> kind.filter(Kind.CNAME::equals).isEmpty())
                .findFirst();
    }

    /** A name with names below it exists too (RFC 8020). */
    private boolean exists(String name) {
        return entries.containsKey(name) || entries.keySet().stream().anyMatch(other -> other.endsWith("." + name));
    }

    private static String normal(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return lowerCase.endsWith(".") ? lowerCase.substring(0, lowerCase.length() - 1) : lowerCase;
    }

    /** What one Service adds. */
    private record ServiceEntries(Map<String, List<Entry>> entries, Service service) {

        private static final String HEADLESS = "None";

        void add(List<Pod> pods) {
            String clusterIp = service.getSpec().getClusterIP();
            if ("ExternalName".equals(service.getSpec().getType())) {
                put(name(), new Entry.Alias(service.getSpec().getExternalName()));
            } else if (HEADLESS.equals(clusterIp)) {
                Endpoints.of(service, pods).forEach(slice -> addPods(slice, pods));
            } else if (clusterIp != null) {
                put(name(), new Entry.Address(clusterIp));
                service.getSpec().getPorts().stream()
                        .filter(port -> port.getName() != null)
                        .forEach(port -> put(port(port.getName()), new Entry.Port(port.getPort(), name())));
            }
        }

        private void addPods(Endpoints.Slice slice, List<Pod> pods) {
            slice.endpoints().stream().filter(this::published).forEach(endpoint -> {
                String host = host(endpoint, pods) + "." + name();
                put(name(), new Entry.Address(endpoint.address()));
                put(host, new Entry.Address(endpoint.address()));
                slice.ports().entrySet().stream()
                        .filter(port -> !port.getKey().isEmpty())
                        .forEach(port -> put(port(port.getKey()), new Entry.Port(port.getValue(), host)));
            });
        }

        private boolean published(Endpoints.Endpoint endpoint) {
            return endpoint.ready() || Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        }

        /** The pod's hostname where its subdomain is the Service, as in a StatefulSet, or its address with dashes. */
        private String host(Endpoints.Endpoint endpoint, Collection<Pod> pods) {
            return pods.stream()
                    .filter(pod -> pod.getMetadata().getName().equals(endpoint.pod()))
                    .filter(pod ->
                            service.getMetadata().getName().equals(pod.getSpec().getSubdomain()))
                    .flatMap(pod -> Optional.ofNullable(pod.getSpec().getHostname()).stream())
                    .findFirst()
                    .orElseGet(() -> endpoint.address().replace('.', '-'));
        }

        private String name() {
            return service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc." + DOMAIN;
        }

        private String port(String port) {
            String protocol = service.getSpec().getPorts().stream()
                    .filter(candidate -> port.equals(candidate.getName()))
                    .flatMap(candidate -> Optional.ofNullable(candidate.getProtocol()).stream())
                    .findFirst()
                    .orElse("TCP");
            return "_" + port + "._" + protocol.toLowerCase(Locale.ROOT) + "." + name();
        }

        private void put(String name, Entry entry) {
            entries.computeIfAbsent(normal(name), first -> new ArrayList<>()).add(entry);
        }
    }
}
