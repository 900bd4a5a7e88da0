package dev.remocal.cli.names;

import dev.remocal.cli.cluster.ClusterService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Gives out names, addresses and ports in order: the target's namespace first, then by namespace and name. */
final class NamePlanner {

    private final Surroundings here;
    private final Set<String> namesGiven = new HashSet<>();
    private int hosts;
    private int listeners;

    NamePlanner(Surroundings surroundings) {
        this.here = surroundings;
    }

    NamePlan plan(List<ClusterService> services) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (ClusterService service : services.stream().sorted(order()).toList()) {
            neighbours.add(neighbour(service, service.name()));
            for (String pod : service.podHostnames()) {
                neighbours.add(neighbour(service, pod + "." + service.name()));
            }
        }
        return new NamePlan(neighbours);
    }

    private Comparator<ClusterService> order() {
        return Comparator.comparing((ClusterService service) -> !isOwn(service))
                .thenComparing(ClusterService::namespace)
                .thenComparing(ClusterService::name);
    }

    private Neighbour neighbour(ClusterService service, String shortName) {
        hosts = Math.min(hosts + 1, NameLimits.MAX_ADDRESSES);
        String host = shortName + "." + service.namespace() + ".svc." + here.clusterDomain();
        List<String> names = Stream.concat(Stream.of(host), shorter(service, shortName))
                .filter(namesGiven::add)
                .toList();
        List<Neighbour.Port> ports = service.ports().stream()
                .map(ClusterService.Port::number)
                .distinct()
                .map(this::port)
                .toList();
        return new Neighbour(service, host, names, address(), ports);
    }

    private Stream<String> shorter(ClusterService service, String shortName) {
        String inNamespace = shortName + "." + service.namespace();
        boolean isShortest = isOwn(service) && !shortName.equals("localhost");
        return Stream.concat(
                Stream.of(inNamespace + ".svc", inNamespace),
                Stream.of(shortName).filter(own -> isShortest));
    }

    private boolean isOwn(ClusterService service) {
        return service.namespace().equals(here.namespace());
    }

    private String address() {
        return here.block().isPresent()
                ? "127." + here.block().getAsInt() + "." + (hosts >> 8) + "." + (hosts & 0xff)
                : "127.0.0.1";
    }

    private Neighbour.Port port(int number) {
        Optional<LeftOut.Reason> leftOut = leftOut(number);
        if (leftOut.isEmpty()) {
            listeners++;
        }
        return new Neighbour.Port(number, leftOut);
    }

    private Optional<LeftOut.Reason> leftOut(int number) {
        if (here.block().isEmpty()) {
            return Optional.of(LeftOut.Reason.ONE_ADDRESS);
        }
        if (number < here.firstUnprivilegedPort()) {
            return Optional.of(LeftOut.Reason.PRIVILEGED_PORT);
        }
        if (here.ownPorts().contains(number)) {
            return Optional.of(LeftOut.Reason.OWN_PORT);
        }
        if (here.takenPorts().contains(number)) {
            return Optional.of(LeftOut.Reason.TAKEN_PORT);
        }
        boolean haveRoom = listeners < NameLimits.MAX_LISTENERS && hosts < NameLimits.MAX_ADDRESSES;
        return haveRoom ? Optional.empty() : Optional.of(LeftOut.Reason.TOO_MANY);
    }
}
