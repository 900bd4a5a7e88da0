package dev.remocal.cli;

import dev.remocal.protocol.OnFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** Where the developer's process listens: loopback, IPv4 before IPv6, because some dev servers take only the latter. */
final class LocalPorts {

    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(200);

    private LocalPorts() {}

    static List<InetAddress> addresses() {
        try {
            return List.of(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                    InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isOpen(int port) {
        return addresses().stream().anyMatch(address -> answers(new InetSocketAddress(address, port)));
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) PROBE_TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static CliEvent.LocalPortClosed closed(int port, OnFailure onFailure) {
        String until = onFailure == OnFailure.CLUSTER ? "the cluster serves your requests" : "your requests get a 502";
        return new CliEvent.LocalPortClosed(
                port, "nothing listens on localhost:" + port + "; start your process there, until then " + until);
    }
}
