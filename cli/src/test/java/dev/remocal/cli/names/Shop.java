package dev.remocal.cli.names;

import dev.remocal.cli.cluster.ClusterService;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A cluster to try things on, seen from its namespace shop. */
final class Shop {

    static final ClusterService PAYMENTS = service("payments", "shop", "10.0.0.1", 80, 9090);
    static final ClusterService ORDERS = service("orders", "shop", "10.0.0.2", 8081);
    static final ClusterService MAIL = service("mail", "post", "10.0.0.3", 2525);
    static final ClusterService KUBERNETES = service("kubernetes", "default", "10.0.0.9", 443);
    static final ClusterService KAFKA = new ClusterService(
            "kafka",
            "shop",
            List.of(),
            List.of(new ClusterService.Port("tcp", 9092)),
            true,
            List.of("kafka-0", "kafka-1"),
            "");
    static final List<ClusterService> SERVICES = List.of(MAIL, KUBERNETES, PAYMENTS, KAFKA, ORDERS);

    private Shop() {}

    static ClusterService service(String name, String namespace, String address, int... ports) {
        return new ClusterService(
                name,
                namespace,
                List.of(address),
                IntStream.of(ports)
                        .mapToObj(port -> new ClusterService.Port("p" + port, port))
                        .toList(),
                false,
                List.of(),
                "");
    }

    static NamePlan plan() {
        return NamePlan.of(SERVICES, surroundings(OptionalInt.of(77)));
    }

    static Surroundings surroundings(OptionalInt block) {
        return new Surroundings("shop", "cluster.local", Set.of(8081), Set.of(), 1024, block);
    }
}
