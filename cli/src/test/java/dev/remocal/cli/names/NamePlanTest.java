package dev.remocal.cli.names;

import static dev.remocal.cli.names.Shop.service;
import static dev.remocal.cli.names.Shop.surroundings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.remocal.cli.cluster.ClusterService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class NamePlanTest {

    @Test
    void eachHostHasItsNamesAndAnAddressTheOwnNamespaceFirst() {
        assertThat(hosts(Shop.plan())).isEqualTo("""
                127.77.0.1 kafka.shop.svc.cluster.local kafka.shop.svc kafka.shop kafka
                127.77.0.2 kafka-0.kafka.shop.svc.cluster.local kafka-0.kafka.shop.svc kafka-0.kafka.shop kafka-0.kafka
                127.77.0.3 kafka-1.kafka.shop.svc.cluster.local kafka-1.kafka.shop.svc kafka-1.kafka.shop kafka-1.kafka
                127.77.0.4 orders.shop.svc.cluster.local orders.shop.svc orders.shop orders
                127.77.0.5 payments.shop.svc.cluster.local payments.shop.svc payments.shop payments
                127.77.0.6 kubernetes.default.svc.cluster.local kubernetes.default.svc kubernetes.default
                127.77.0.7 mail.post.svc.cluster.local mail.post.svc mail.post
                """);
    }

    @Test
    void whatCanBeListenedOnKeepsItsNumber() {
        assertThat(Shop.plan().endpoints())
                .containsExactly(
                        new Endpoint("127.77.0.1", 9092, "kafka.shop.svc.cluster.local", 9092),
                        new Endpoint("127.77.0.2", 9092, "kafka-0.kafka.shop.svc.cluster.local", 9092),
                        new Endpoint("127.77.0.3", 9092, "kafka-1.kafka.shop.svc.cluster.local", 9092),
                        new Endpoint("127.77.0.5", 9090, "payments.shop.svc.cluster.local", 9090),
                        new Endpoint("127.77.0.7", 2525, "mail.post.svc.cluster.local", 2525));
    }

    @Test
    void whatCannotIsLeftOutWithItsReason() {
        assertThat(Shop.plan().leftOut())
                .extracting(LeftOut::host, LeftOut::port, LeftOut::reason)
                .containsExactly(
                        row("orders.shop.svc.cluster.local", 8081, LeftOut.Reason.OWN_PORT),
                        row("payments.shop.svc.cluster.local", 80, LeftOut.Reason.PRIVILEGED_PORT),
                        row("kubernetes.default.svc.cluster.local", 443, LeftOut.Reason.PRIVILEGED_PORT));
        assertThat(Shop.plan().leftOut().get(1).sentence())
                .isEqualTo(
                        "payments.shop.svc.cluster.local:80 is not reached by its name here: this system keeps so low"
                                + " a port for root; rewritten variables and the proxies reach it, and"
                                + " `sysctl net.ipv4.ip_unprivileged_port_start` is the setting that would free it.");
    }

    @Test
    void portThatIsLeftOutIsAtItsHostsAddressOnAnyFreePort() {
        Neighbour payments = Shop.plan().neighbours().get(4);
        assertThat(payments.endpoint(payments.ports().getFirst()))
                .isEqualTo(new Endpoint("127.77.0.5", 0, "payments.shop.svc.cluster.local", 80));
    }

    @Test
    void orderOfTheListMakesNoDifference() {
        List<ClusterService> shuffled = new ArrayList<>(Shop.SERVICES);
        Collections.reverse(shuffled);
        assertThat(NamePlan.of(shuffled, surroundings(OptionalInt.of(77)))).isEqualTo(Shop.plan());
    }

    @Test
    void systemWithOneAddressListensOnNothingFromTheStart() {
        NamePlan plan = NamePlan.of(Shop.SERVICES, surroundings(OptionalInt.empty()));
        assertThat(plan.endpoints()).isEmpty();
        assertThat(plan.neighbours())
                .allSatisfy(neighbour -> assertThat(neighbour.address()).isEqualTo("127.0.0.1"));
        assertThat(plan.leftOut()).extracting(LeftOut::reason).containsOnly(LeftOut.Reason.ONE_ADDRESS);
    }

    @Test
    void nameOfAPodComesBeforeAnotherNamespacesServiceOfThatName() {
        NamePlan plan = NamePlan.of(
                List.of(Shop.KAFKA, service("kafka-0", "kafka", "10.0.0.4", 9092)), surroundings(OptionalInt.of(77)));
        assertThat(plan.neighbours())
                .filteredOn(neighbour -> neighbour.names().contains("kafka-0.kafka"))
                .extracting(Neighbour::host)
                .containsExactly("kafka-0.kafka.shop.svc.cluster.local");
    }

    @Test
    void localhostStaysThisMachine() {
        NamePlan plan =
                NamePlan.of(List.of(service("localhost", "shop", "10.0.0.4", 8080)), surroundings(OptionalInt.of(77)));
        assertThat(plan.neighbours().getFirst().names())
                .contains("localhost.shop")
                .doesNotContain("localhost");
    }

    @Test
    void hostWithoutPortsSaysSo() {
        NamePlan plan = NamePlan.of(List.of(service("dns", "shop", "10.0.0.4")), surroundings(OptionalInt.of(77)));
        assertThat(plan.leftOut())
                .containsExactly(new LeftOut("dns.shop.svc.cluster.local", 0, LeftOut.Reason.NO_PORTS));
    }

    @Test
    void beyondTheLimitsNothingIsListenedOn() {
        List<ClusterService> many = IntStream.rangeClosed(1, 70_000)
                .mapToObj(number -> service("s" + number, "other", "10.0.0.1", 8080))
                .toList();
        NamePlan plan = NamePlan.of(many, surroundings(OptionalInt.of(77)));
        assertThat(plan.endpoints()).hasSize(NameLimits.MAX_LISTENERS);
        assertThat(plan.leftOut()).hasSize(70_000 - NameLimits.MAX_LISTENERS);
        assertThat(plan.neighbours().getLast().address()).isEqualTo("127.77.255.255");
    }

    private static Tuple row(String host, int port, LeftOut.Reason reason) {
        return tuple(host, port, reason);
    }

    private static String hosts(NamePlan plan) {
        return plan.neighbours().stream()
                .map(neighbour -> neighbour.address() + " " + String.join(" ", neighbour.names()) + "\n")
                .collect(Collectors.joining());
    }
}
