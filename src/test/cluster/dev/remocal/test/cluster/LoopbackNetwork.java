package dev.remocal.test.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A block 127.B.0.0/16 that this cluster has for itself: the API server at 127.B.0.1, its DNS at 127.B.0.10, pods from
 * 127.B.1.1, Services from 127.B.240.1. Addresses are not used twice, so that a connection to a pod that is gone cannot reach another.
 */
final class LoopbackNetwork implements AutoCloseable {

    /** Bound for as long as the block is taken; clusters that run side by side find out by it. */
    private static final int CLAIM_PORT = 6442;

    private static final int FIRST_BLOCK = 16;
    private static final int BLOCKS = 224;
    private static final int FIRST_SERVICE = 240;
    private static final int HOSTS = 250;

    private final int block;
    private final ServerSocket claim;
    private final AtomicInteger pods = new AtomicInteger();
    private final AtomicInteger services = new AtomicInteger();

    private LoopbackNetwork(int block, ServerSocket claim) {
        this.block = block;
        this.claim = claim;
    }

    static LoopbackNetwork claim() throws ClusterUnavailableException {
        requireAliases();
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int block = FIRST_BLOCK + (start + i) % BLOCKS;
            try {
                return new LoopbackNetwork(block, bind("127." + block + ".0.1", CLAIM_PORT));
            } catch (IOException taken) {
                // Another cluster has this block.
            }
        }
        throw new ClusterUnavailableException(
                "All " + BLOCKS + " loopback blocks are taken by other local clusters;" + " end one of them.");
    }

    private static void requireAliases() throws ClusterUnavailableException {
        try {
            bind("127.0.0.2", 0).close();
        } catch (IOException e) {
            throw new ClusterUnavailableException("The local cluster gives every pod a loopback address of its own, and"
                    + " 127.0.0.2 cannot be bound here (macOS has 127.0.0.1 only): use Linux, or a real cluster with"
                    + " -Dremocal.cluster=kubeconfig.");
        }
    }

    private static ServerSocket bind(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    String apiServerAddress() {
        return "127." + block + ".0.1";
    }

    String dnsAddress() {
        return "127." + block + ".0.10";
    }

    String nextPodAddress() {
        return address(1, pods.getAndIncrement());
    }

    String nextServiceAddress() {
        return address(FIRST_SERVICE, services.getAndIncrement());
    }

    private String address(int first, int number) {
        return "127." + block + "." + (first + number / HOSTS) + "." + (1 + number % HOSTS);
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }
}
