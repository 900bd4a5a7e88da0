package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.DnsZone.Entry.Address;
import dev.remocal.test.cluster.DnsZone.Entry.Alias;
import dev.remocal.test.cluster.DnsZone.Entry.Port;
import dev.remocal.test.cluster.DnsZone.Found;
import dev.remocal.test.cluster.DnsZone.Kind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsZoneTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String PAYMENTS = "payments.shop.svc.cluster.local";
    private static final String DATABASE = "database.shop.svc.cluster.local";

    private static final DnsZone ZONE = DnsZone.of(
            List.of(
                    service("payments", "clusterIP: 127.9.240.1, ports: [{name: web, port: 80}]"),
                    service("six", "clusterIP: 'fd00::1', ports: [{port: 80}]"),
                    service(
                            "database",
                            "clusterIP: None, selector: {app: database}, ports: [{name: sql, port: 5432, protocol: TCP}]"),
                    service("all", "clusterIP: None, selector: {app: database}, publishNotReadyAddresses: true"),
                    service("pay", "type: ExternalName, externalName: " + PAYMENTS + "."),
                    service("outside", "type: ExternalName, externalName: example.org"),
                    service("circle", "type: ExternalName, externalName: circle.shop.svc.cluster.local")),
            List.of(
                    pod("database-0", "127.9.1.1", "True", "hostname: database-0, subdomain: database"),
                    pod("database-1", "127.9.1.2", "True", "hostname: database-1"),
                    pod("database-2", "127.9.1.3", "False", "hostname: database-2, subdomain: database")));

    @ParameterizedTest
    @CsvSource({
        "payments.shop.svc.cluster.local, 127.9.240.1",
        "Payments.Shop.svc.Cluster.local., 127.9.240.1",
        "database-0.database.shop.svc.cluster.local, 127.9.1.1",
        "127-9-1-2.database.shop.svc.cluster.local, 127.9.1.2",
    })
    void nameHasItsAddress(String name, String address) {
        assertThat(ZONE.answer(name, Optional.of(Kind.A)).found())
                .extracting(Found::entry)
                .containsExactly(new Address(address));
    }

    @Test
    void headlessServiceHasTheAddressesOfItsReadyPodsUnlessAllArePublished() {
        assertThat(addresses(DATABASE)).containsExactly("127.9.1.1", "127.9.1.2");
        assertThat(addresses("all.shop.svc.cluster.local")).hasSize(3);
    }

    @Test
    void namedPortHasNumberAndHost() {
        assertThat(entries("_web._tcp." + PAYMENTS, Kind.SRV)).containsExactly(new Port(80, PAYMENTS));
        assertThat(entries("_sql._tcp." + DATABASE, Kind.SRV))
                .containsExactly(new Port(5432, "database-0." + DATABASE), new Port(5432, "127-9-1-2." + DATABASE));
    }

    @Test
    void aliasIsFollowedAsFarAsTheZoneGoes() {
        assertThat(entries("pay.shop.svc.cluster.local", Kind.A))
                .containsExactly(new Alias(PAYMENTS + "."), new Address("127.9.240.1"));
        assertThat(entries("outside.shop.svc.cluster.local", Kind.A)).containsExactly(new Alias("example.org"));
        assertThat(entries("pay.shop.svc.cluster.local", Kind.CNAME)).containsExactly(new Alias(PAYMENTS + "."));
    }

    @Test
    void aliasThatLeadsToItselfComesToAnEnd() {
        assertThat(entries("circle.shop.svc.cluster.local", Kind.A)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "payments.shop.svc.cluster.local, AAAA",
        "six.shop.svc.cluster.local, A",
        "shop.svc.cluster.local, A",
        "cluster.local, A",
        "payments.shop.svc.cluster.local, SRV",
    })
    void nameThatExistsMayHaveNothingOfAKind(String name, Kind kind) {
        DnsZone.Answer answer = ZONE.answer(name, Optional.of(kind));
        assertThat(answer.exists()).isTrue();
        assertThat(answer.found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "payments",
        "payments.shop",
        "nobody.shop.svc.cluster.local",
        "payments.other.svc.cluster.local",
        "database-2.database.shop.svc.cluster.local",
        "_sql._tcp.payments.shop.svc.cluster.local",
        "example.org",
    })
    void otherNamesDoNotExist(String name) {
        assertThat(ZONE.answer(name, Optional.of(Kind.A)).exists()).isFalse();
    }

    private static List<String> addresses(String name) {
        return entries(name, Kind.A).stream()
                .map(entry -> ((Address) entry).ip())
                .toList();
    }

    private static List<DnsZone.Entry> entries(String name, Kind kind) {
        return ZONE.answer(name, Optional.of(kind)).found().stream()
                .map(Found::entry)
                .toList();
    }

    private static Service service(String name, String spec) {
        return YAML.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec: {%s}
                """.formatted(name, spec), Service.class);
    }

    private static Pod pod(String name, String address, String ready, String spec) {
        return YAML.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: shop, labels: {app: database}}
                spec: {%s}
                status:
                  phase: Running
                  podIP: %s
                  conditions: [{type: Ready, status: "%s"}]
                """.formatted(name, spec, address, ready), Pod.class);
    }
}
