package dev.remocal.test.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One port of one Service: relays each connection to the next ready backend and refuses when there is none. As with
 * kube-proxy, a connection stays with its backend for its whole life, whatever becomes of the endpoints.
 */
final class ServiceBalancer implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InetSocketAddress address;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private volatile List<InetSocketAddress> backends = List.of();
    private @Nullable ServerSocketChannel listener;

    ServiceBalancer(InetSocketAddress address) {
        this.address = address;
    }

    /** New connections go to these from now on. */
    synchronized void use(List<InetSocketAddress> ready) {
        backends = List.copyOf(ready);
        if (ready.isEmpty()) {
            stopListening();
        } else if (listener == null) {
            listen();
        }
    }

    private void listen() {
        try {
            ServerSocketChannel opened = ServerSocketChannel.open();
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(address, BACKLOG);
            listener = opened;
            Thread.ofVirtual().name("service-" + address).start(() -> accept(opened));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocketChannel opened) {
        try {
            while (opened.isOpen()) {
                SocketChannel client = opened.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            assert !opened.isOpen() : closed;
        }
    }

    private void serve(SocketChannel client) {
        connections.add(client);
        try (client) {
            List<InetSocketAddress> ready = backends;
            if (ready.isEmpty()) {
                reset(client);
                return;
            }
            InetSocketAddress backend = ready.get(Math.floorMod(next.getAndIncrement(), ready.size()));
            relay(client, backend);
        } catch (IOException e) {
            reset(client);
        } finally {
            connections.remove(client);
        }
    }

    private static void relay(SocketChannel client, InetSocketAddress backend) throws IOException {
        try (SocketChannel server = SocketChannel.open(backend)) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread upward = Thread.ofVirtual().start(() -> pump(client, server));
            pump(server, client);
            join(upward);
        }
    }

    /** Ends with a half-close for the end of the stream, and with a reset of both sides for anything else. */
    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        }
    }

    /** Closing with unsent data dropped (SO_LINGER 0) is what sends a TCP reset. */
    private static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyClosed) {
            assert !channel.isOpen() : alreadyClosed;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stopListening() {
        ServerSocketChannel open = listener;
        listener = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        backends = List.of();
        stopListening();
        connections.forEach(ServiceBalancer::reset);
    }
}
