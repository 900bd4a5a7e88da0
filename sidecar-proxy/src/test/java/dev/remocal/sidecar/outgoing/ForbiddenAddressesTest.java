package dev.remocal.sidecar.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForbiddenAddressesTest {

    private static final InetAddress NODE_LOCAL_DNS = address("169.254.20.10");

    private final ForbiddenAddresses forbidden =
            new ForbiddenAddresses(List.of(new InetSocketAddress(NODE_LOCAL_DNS, 53)));

    private static InetAddress address(String text) {
        return Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(text));
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254,        link-local (RFC 3927)",
        "169.254.0.1,            link-local (RFC 3927)",
        "169.254.20.10,          link-local (RFC 3927)",
        "::ffff:169.254.169.254, link-local (RFC 3927)",
        "64:ff9b::a9fe:a9fe,     link-local (RFC 3927)",
        "fe80::1,                link-local (RFC 4291",
        "febf::1,                link-local (RFC 4291",
        "fd00:ec2::254,          metadata of AWS",
        "fd20:ce::254,           metadata of Google Cloud",
        "100.100.100.200,        metadata of Alibaba Cloud",
        "192.0.0.192,            metadata of Oracle Cloud",
        "168.63.129.16,          platform address of Azure",
    })
    void whatHandsOutCredentialsIsNotReached(String address, String reason) {
        assertThat(forbidden.reason(address(address), 80))
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "10.96.0.1",
        "127.0.0.1",
        "::1",
        "fd00::1",
        "fec0::1",
        "169.253.255.255",
        "169.255.0.0",
        "100.100.100.201",
        "192.0.0.191",
        "168.63.129.15",
        "64:ff9b::a00:1",
        "fd00:ec2::253"
    })
    void theRestIs(String address) {
        assertThat(forbidden.reason(address(address), 80)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"169.254.20.10, 53, true", "169.254.20.10, 80, false", "169.254.169.254, 53, false"})
    void thePodsOwnNameserverIsReachedOnItsPort(String address, int port, boolean allowed) {
        assertThat(forbidden.reason(address(address), port).isEmpty()).isEqualTo(allowed);
    }
}
