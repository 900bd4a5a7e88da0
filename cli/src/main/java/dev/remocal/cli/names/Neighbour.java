package dev.remocal.cli.names;

import dev.remocal.cli.cluster.ClusterService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host of the cluster, a Service or a pod of a headless one, and where it is found on this machine.
 *
 * @param host its full name
 * @param names all that lead to it and to no host before it, the full one first
 * @param address on loopback, the same for all its ports
 */
public record Neighbour(ClusterService service, String host, List<String> names, String address, List<Port> ports) {

    /**
     * @param leftOut why it cannot be listened on, empty where it can
     */
    public record Port(int number, Optional<LeftOut.Reason> leftOut) {}

    public Neighbour {
        names = List.copyOf(names);
        ports = List.copyOf(ports);
    }

    /** Where a port of it is: on its own number, or on any free one. */
    Endpoint endpoint(Port port) {
        return new Endpoint(address, port.leftOut().isEmpty() ? port.number() : 0, host, port.number());
    }

    Stream<Endpoint> listeners() {
        return ports.stream().filter(port -> port.leftOut().isEmpty()).map(this::endpoint);
    }

    Stream<LeftOut> leftOut() {
        return ports.isEmpty()
                ? Stream.of(new LeftOut(host, 0, LeftOut.Reason.NO_PORTS))
                : ports.stream()
                        .flatMap(port ->
                                port.leftOut().map(reason -> new LeftOut(host, port.number(), reason)).stream());
    }
}
