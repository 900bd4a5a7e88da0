package dev.remocal.cli.outgoing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Addresses 127.B.0.0/16 that this session has to itself, as long as it runs: another session has another B. */
public final class LoopbackBlock implements AutoCloseable {

    /** Second numbers that are tried, one for each session: far from 127.0 and 127.1, which people and systems use. */
    private static final int FIRST = 77;

    private static final int LAST = 126;

    /** Whoever listens here has the block. */
    private static final int GUARD_PORT = 14077;

    private final int number;
    private final ServerSocket guard;

    private LoopbackBlock(int number, ServerSocket guard) {
        this.number = number;
        this.guard = guard;
    }

    /** Null where this system has no such addresses, as macOS has not, or all are in use. */
    public static @Nullable LoopbackBlock claim() {
        return IntStream.rangeClosed(FIRST, LAST)
                .mapToObj(LoopbackBlock::claim)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable LoopbackBlock claim(int number) {
        try {
            return new LoopbackBlock(number, listen(number, GUARD_PORT));
        } catch (IOException taken) {
            return null;
        }
    }

    private static ServerSocket listen(int number, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, (byte) number, (byte) 255, (byte) 254}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public OptionalInt number() {
        return OptionalInt.of(number);
    }

    /** Which of these ports somebody listens on at every address, so that they are taken here too. */
    public Set<Integer> taken(Collection<Integer> ports) {
        return ports.stream().filter(this::isTaken).collect(Collectors.toSet());
    }

    private boolean isTaken(int port) {
        try (ServerSocket free = listen(number, port)) {
            return !free.isBound();
        } catch (IOException taken) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        guard.close();
    }
}
