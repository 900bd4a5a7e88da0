package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.sidecar.ListenAddress;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On which addresses a sidecar is reached, and finds its app. */
class AddressesTest {

    /** Loopback, and what the machine has besides; a test on an address that it lacks is skipped and says so. */
    static List<InetAddress> addresses() throws SocketException {
        Stream<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress());
        return Stream.concat(Stream.<InetAddress>of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6), own)
                .toList();
    }

    private static void assumeItIsThere(InetAddress address) {
        boolean there;
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            there = probe.isBound();
        } catch (IOException absent) {
            there = false;
        }
        assumeTrue(there, () -> "this machine has no " + address.getHostAddress());
    }

    private static void assertThatTheyTalk(Wire client, Wire app) {
        client.send("GET / HTTP/1.1\r\n\r\n");
        assertThat(app.readHead()).isEqualTo("GET / HTTP/1.1\r\n\r\n");
        app.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 204");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void sidecarListensOn(InetAddress address) {
        assumeItIsThere(address);
        try (ProxyFixture proxy = ProxyFixture.everywhere(new Wire.Server());
                Wire client = Wire.connect(address, proxy.port)) {
            assertThatTheyTalk(client, proxy.app.accept());
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void appIsFoundOn(InetAddress address) {
        assumeItIsThere(address);
        try (ProxyFixture proxy = ProxyFixture.everywhere(new Wire.Server(address, 0))) {
            for (int i = 0; i < 3; i++) {
                var open = proxy.open();
                assertThatTheyTalk(open.client(), open.app());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void appThatComesBackElsewhereIsFoundAgain(InetAddress address) {
        assumeItIsThere(address);
        try (ProxyFixture proxy = ProxyFixture.everywhere(new Wire.Server(address, 0))) {
            var first = proxy.open();
            assertThatTheyTalk(first.client(), first.app());
            int port = proxy.app.port();
            proxy.app.close();
            for (InetAddress next : List.<InetAddress>of(NetUtil.LOCALHOST4, address)) {
                try (Wire.Server app = new Wire.Server(next, port);
                        Wire client = Wire.connect(proxy.port)) {
                    assertThatTheyTalk(client, app.accept());
                }
            }
        }
    }

    @Test
    void appThatIsNowhereLooksLikeOneThatDoesNotListen() {
        try (ProxyFixture proxy = ProxyFixture.everywhere(new Wire.Server())) {
            proxy.app.close();
            assertThat(Wire.isTurnedAway(proxy.port)).isTrue();
        }
    }

    @Test
    void appIsLookedForOnLoopbackFirst() throws SocketException {
        List<InetSocketAddress> addresses = AppAddresses.of(ListenAddress.EVERY, 8080);
        assertThat(addresses.stream().map(address -> address.getAddress().isLoopbackAddress()))
                .startsWith(true, true)
                .filteredOn(loopback -> loopback)
                .hasSize(2);
        assertThat(addresses).hasSizeLessThanOrEqualTo(2 + ProxyLimits.OWN_ADDRESSES);
    }

    @Test
    void addressThatIsSetIsTheOnlyOne() {
        assertThat(AppAddresses.of("10.0.0.7", 8080)).containsExactly(new InetSocketAddress("10.0.0.7", 8080));
    }
}
