package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.ClusterService;
import dev.remocal.cli.cluster.ClusterService.Port;
import dev.remocal.cli.cluster.Neighbours;
import dev.remocal.cli.failure.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {

    private static final String ALL_SERVICES = "/api/v1/services";
    private static final String OWN_SERVICES = "/api/v1/namespaces/shop/services";
    private static final String ALL_SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
    private static final String OWN_SLICES = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

    private static final String PAYMENTS = """
            {"metadata":{"name":"payments","namespace":"shop"},"spec":{"clusterIP":"10.0.0.1",
             "clusterIPs":["10.0.0.1","fd00::1"],
             "ports":[{"name":"http","port":80,"targetPort":"web"},{"name":"stats","protocol":"UDP","port":8125}]}}
            """;
    private static final String KAFKA = """
            {"metadata":{"name":"kafka","namespace":"shop"},"spec":{"clusterIP":"None","clusterIPs":["None"],
             "ports":[{"name":"tcp","port":90,"targetPort":9091,"protocol":"TCP"}]}}
            """;
    private static final String BANK = """
            {"metadata":{"name":"bank","namespace":"shop"},
             "spec":{"type":"ExternalName","externalName":"bank.example","ports":[{"port":443}]}}
            """;
    private static final String KAFKA_SLICE = """
            {"metadata":{"name":"kafka-x","namespace":"shop","labels":{"kubernetes.io/service-name":"kafka"}},
             "addressType":"IPv4","ports":[{"name":"tcp","port":9092,"protocol":"TCP"}],
             "endpoints":[{"addresses":["10.1.0.1"],"hostname":"kafka-1"},{"addresses":["10.1.0.2"],"hostname":"kafka-0"},
              {"addresses":["10.1.0.3"]}]}
            """;

    private final FakeApi api = new FakeApi();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    NeighboursTest() throws Exception {}

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theWholeClusterIsReadWhereThatIsAllowed() throws IOException {
        api.reply(ALL_SERVICES, 200, list("v1", "ServiceList", PAYMENTS, KAFKA, BANK));
        api.reply(ALL_SLICES, 200, list("discovery.k8s.io/v1", "EndpointSliceList", KAFKA_SLICE));
        Neighbours neighbours = read();
        assertThat(neighbours.withheld()).isEmpty();
        assertThat(neighbours.services())
                .containsExactly(
                        new ClusterService(
                                "payments",
                                "shop",
                                List.of("10.0.0.1", "fd00::1"),
                                List.of(new Port("http", 80)),
                                false,
                                List.of(),
                                ""),
                        new ClusterService(
                                "kafka",
                                "shop",
                                List.of(),
                                List.of(new Port("tcp", 9092)),
                                true,
                                List.of("kafka-0", "kafka-1"),
                                ""),
                        new ClusterService(
                                "bank",
                                "shop",
                                List.of(),
                                List.of(new Port("", 443)),
                                false,
                                List.of(),
                                "bank.example"));
    }

    @Test
    void whoMayNotReadTheClusterHasTheNamespace() throws IOException {
        forbid(ALL_SERVICES);
        api.reply(OWN_SERVICES, 200, list("v1", "ServiceList", PAYMENTS));
        Neighbours neighbours = read();
        assertThat(neighbours.services()).extracting(ClusterService::name).containsExactly("payments");
        assertThat(neighbours.withheld())
                .containsExactly(
                        "You may not list services in all namespaces, so only names of namespace shop are known;"
                                + " ask for a cluster role that grants 'list' on 'services' for the others.");
    }

    @Test
    void whoMayNotReadServicesHasNoNames() throws IOException {
        forbid(ALL_SERVICES);
        forbid(OWN_SERVICES);
        Neighbours neighbours = read();
        assertThat(neighbours.services()).isEmpty();
        assertThat(neighbours.withheld())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("You may not list services in namespace shop, so no name of the cluster is known; ask for");
    }

    @Test
    void withoutEndpointSlicesAHeadlessServiceHasThePortItTargets() throws IOException {
        forbid(ALL_SERVICES);
        forbid(OWN_SLICES);
        api.reply(OWN_SERVICES, 200, list("v1", "ServiceList", KAFKA));
        Neighbours neighbours = read();
        assertThat(neighbours.services())
                .containsExactly(new ClusterService(
                        "kafka", "shop", List.of(), List.of(new Port("tcp", 9091)), true, List.of(), ""));
        assertThat(neighbours.withheld())
                .last()
                .asString()
                .startsWith("You may not list endpointslices in namespace shop, so names of single pods");
    }

    @Test
    void clusterThatFailsIsNotTakenForOneThatForbids() {
        api.reply(ALL_SERVICES, 500, FakeApi.status(500, "etcd is down"));
        assertThatThrownBy(this::read).isInstanceOf(CliException.class).hasMessageContaining("etcd is down");
    }

    private void forbid(String path) {
        api.reply(path, 403, FakeApi.status(403, "forbidden"));
    }

    private Neighbours read() throws IOException {
        ClusterOptions options =
                new ClusterOptions(Optional.empty(), Optional.empty(), Optional.of(api.kubeconfig(folder)));
        try (Cluster cluster = Cluster.open(options)) {
            return cluster.neighbours();
        }
    }

    private static String list(String version, String kind, String... items) {
        return "{\"apiVersion\":\"" + version + "\",\"kind\":\"" + kind + "\",\"metadata\":{},\"items\":["
                + String.join(",", items) + "]}";
    }
}
