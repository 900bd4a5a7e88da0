package dev.remocal.cli.names;

import dev.remocal.cli.names.HostReference.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Points the pod's variables that hold a host of the cluster to where this machine listens for it. */
public final class EnvironmentRewriting {

    /** What is rewritten. */
    public enum Scope {
        /** Where a name alone would not lead there: cluster addresses, and ports that have another number here. */
        WHERE_NEEDED,
        /** For programs that cannot see our hosts file: each host becomes its address. */
        EVERYTHING
    }

    private final Map<String, String> environment;
    private final Map<String, Neighbour> hosts = new HashMap<>();
    private final Scope scope;
    private final ToIntFunction<Endpoint> open;
    private final Map<String, Integer> partners = new HashMap<>();
    private final Map<String, String> changed = new LinkedHashMap<>();
    private final Set<Rewritten.Row> rows = new LinkedHashSet<>();
    private final Set<String> left = new LinkedHashSet<>();

    private EnvironmentRewriting(
            Map<String, String> environment, NamePlan plan, Scope scope, ToIntFunction<Endpoint> open) {
        this.environment = environment;
        this.scope = scope;
        this.open = open;
        plan.neighbours().forEach(this::index);
    }

    /**
     * @param environment of the pod
     * @param open asked for the port of each endpoint that a variable leads to and whose port is 0; always the same for
     *     the same one
     */
    public static Rewritten rewrite(
            Map<String, String> environment, NamePlan plan, Scope scope, ToIntFunction<Endpoint> open) {
        EnvironmentRewriting rewriting = new EnvironmentRewriting(environment, plan, scope, open);
        environment.forEach(rewriting::variable);
        return new Rewritten(rewriting.changed, List.copyOf(rewriting.rows), List.copyOf(rewriting.left));
    }

    private void index(Neighbour neighbour) {
        neighbour.names().forEach(name -> hosts.put(name, neighbour));
        neighbour.service().clusterIPs().forEach(address -> hosts.put(address, neighbour));
    }

    private void variable(String name, String value) {
        if (!PortVariables.mayHoldHosts(name)) {
            return;
        }
        Edits edits = new Edits(value);
        for (HostReference reference : HostReferences.of(name, value)) {
            Neighbour neighbour = hosts.get(reference.name());
            if (neighbour != null) {
                rewrite(name, reference, neighbour, edits);
            }
        }
        edits.result().ifPresent(result -> changed.put(name, result));
    }

    private void rewrite(String name, HostReference reference, Neighbour neighbour, Edits edits) {
        if (reference.port() == 0) {
            hostAlone(name, reference, neighbour, edits);
        } else {
            port(neighbour, reference.port()).ifPresent(port -> hostAndPort(name, reference, neighbour, port, edits));
        }
    }

    private void hostAndPort(
            String name, HostReference reference, Neighbour neighbour, Neighbour.Port port, Edits edits) {
        String host = hostHere(reference, neighbour);
        int number = portHere(neighbour, port);
        if (number != reference.port()) {
            Span at = reference.portAt();
            edits.replace(at, at.isEmpty() ? ":" + number : String.valueOf(number));
        }
        edits.replace(reference.at(), host);
        if (number != reference.port() || !host.equals(reference.host())) {
            row(name, reference.host() + ":" + reference.port(), host + ":" + number);
        }
    }

    private void hostAlone(String name, HostReference reference, Neighbour neighbour, Edits edits) {
        String host = hostHere(reference, neighbour);
        edits.replace(reference.at(), host);
        if (!host.equals(reference.host())) {
            row(name, reference.host(), host);
        }
        List<String> portVariables = PortVariables.of(name, environment.keySet()).stream()
                .filter(partner -> partnerPort(neighbour, partner).isPresent())
                .toList();
        portVariables.forEach(partner -> partner(partner, reference.host(), host, neighbour));
        if (portVariables.isEmpty()) {
            movedPorts(neighbour)
                    .ifPresent(ports -> left.add(name + " holds " + reference.host()
                            + " without a port, and its ports have other numbers here (" + ports
                            + "); the proxies reach it."));
        }
    }

    private void partner(String partner, String was, String host, Neighbour neighbour) {
        Neighbour.Port port = partnerPort(neighbour, partner).orElseThrow();
        int number = portHere(neighbour, port);
        int before = partners.computeIfAbsent(partner, first -> number);
        if (before != number) {
            left.add(partner + " holds the port of several hosts, which have different ones here; the proxies reach "
                    + was + ":" + port.number() + ".");
        } else if (number != port.number() && changed.put(partner, String.valueOf(number)) == null) {
            row(partner, was + ":" + port.number(), host + ":" + number);
        }
    }

    private Optional<Neighbour.Port> partnerPort(Neighbour neighbour, String partner) {
        return PortVariables.number(environment.getOrDefault(partner, "")).flatMap(number -> port(neighbour, number));
    }

    private static Optional<Neighbour.Port> port(Neighbour neighbour, int number) {
        return neighbour.ports().stream()
                .filter(port -> port.number() == number)
                .findFirst();
    }

    private static Optional<String> movedPorts(Neighbour neighbour) {
        return neighbour.ports().stream()
                .filter(port -> port.leftOut().isPresent())
                .map(port -> String.valueOf(port.number()))
                .reduce((first, second) -> first + ", " + second);
    }

    /** A name stays a name where it can: TLS and virtual hosts go by it. */
    private String hostHere(HostReference reference, Neighbour neighbour) {
        boolean isName = neighbour.names().contains(reference.name());
        return isName && scope == Scope.WHERE_NEEDED ? reference.name() : neighbour.address();
    }

    private int portHere(Neighbour neighbour, Neighbour.Port port) {
        Endpoint endpoint = neighbour.endpoint(port);
        return endpoint.keepsPort() ? endpoint.port() : open.applyAsInt(endpoint);
    }

    private void row(String variable, String was, String here) {
        rows.add(new Rewritten.Row(variable, was, here));
    }
}
