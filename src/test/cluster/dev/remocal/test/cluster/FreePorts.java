package dev.remocal.test.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are still to start. They are below those that Linux gives to whoever asks for any
 * (ip_local_port_range), so that nobody gets one in between, and none is given twice.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    public static int next() {
        return next(InetAddress.getLoopbackAddress());
    }

    /** One where nothing listens at this address, at which the caller can listen. */
    static int next(String host) {
        try {
            return next(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int next(InetAddress address) {
        return ThreadLocalRandom.current()
                .ints(FIRST, END)
                .filter(port -> isFree(address, port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
