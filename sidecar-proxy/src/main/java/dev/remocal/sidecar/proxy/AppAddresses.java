package dev.remocal.sidecar.proxy;

import dev.remocal.sidecar.ListenAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Where an app may listen, in the order in which it is looked for. */
final class AppAddresses {

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    private AppAddresses() {}

    /** @param host one address, or {@link ListenAddress#EVERY} for loopback and then each of the pod's own */
    static List<InetSocketAddress> of(String host, int port) {
        Stream<InetSocketAddress> addresses = host.equals(ListenAddress.EVERY)
                ? Stream.concat(
                        LOOPBACK.stream().map(address -> new InetSocketAddress(address, port)),
                        own().stream().map(address -> new InetSocketAddress(address, port)))
                : Stream.of(new InetSocketAddress(host, port));
        return addresses.toList();
    }

    private static List<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .limit(ProxyLimits.OWN_ADDRESSES)
                    .toList();
        } catch (SocketException unknown) {
            // Loopback is where nearly every app listens, too.
            return List.of();
        }
    }
}
