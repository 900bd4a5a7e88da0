package dev.remocal.cli.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.outgoing.HostPattern;
import dev.remocal.cli.outgoing.Reach;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAddressesTest {

    @Test
    void addressThatWasToldOrNamedIsTheClusters() throws Exception {
        ClusterAddresses addresses = addresses("10.1.*");
        addresses.learn("payments.shop.svc.cluster.local.", List.of(InetAddress.getByName("10.96.0.7")));
        assertThat(addresses.host(InetAddress.getByName("10.96.0.7"))).contains("payments.shop.svc.cluster.local.");
        assertThat(addresses.host(InetAddress.getByName("10.1.2.3"))).contains("10.1.2.3");
        assertThat(addresses.host(InetAddress.getByName("10.2.2.3"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void loopbackStaysThisMachinesWhateverIsSaidOfIt(String address) throws Exception {
        ClusterAddresses addresses = addresses("*");
        addresses.learn("wrong.internal.", List.of(InetAddress.getByName(address)));
        assertThat(addresses.host(InetAddress.getByName(address))).isEmpty();
    }

    /** As in clusters on one machine, whose Services are on loopback. */
    @Test
    void anotherAddressOfLoopbackIsTheClustersOnlyWhereItsDnsSaysSo() throws Exception {
        InetAddress address = InetAddress.getByName("127.8.9.1");
        ClusterAddresses addresses = addresses("*");
        assertThat(addresses.host(address)).isEmpty();
        addresses.learn("payments.shop.svc.cluster.local.", List.of(address));
        assertThat(addresses.host(address)).contains("payments.shop.svc.cluster.local.");
    }

    private static ClusterAddresses addresses(String remote) {
        return new ClusterAddresses(
                new Reach(List.of(HostPattern.parse(remote)), List.of(), Set.of(), "cluster.local"));
    }
}
