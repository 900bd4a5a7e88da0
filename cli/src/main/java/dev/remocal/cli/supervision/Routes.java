package dev.remocal.cli.supervision;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the command's connections lead. Asked on the supervisor's thread, one connection after the other. */
public interface Routes {

    /** Whether connections to an address may lead elsewhere; nobody asks further where not. */
    boolean concern(InetSocketAddress asked);

    /**
     * Where a TCP connection leads instead, on loopback.
     *
     * @param waits whether the program stands still until it has its connection, or the reason why not; otherwise the answer is to
     *     come at once
     * @return empty where it is to be left as it is; may fail with {@link RefusedConnectionException}
     */
    Optional<CompletionStage<InetSocketAddress>> stream(InetSocketAddress asked, boolean waits);

    /** The same for a UDP socket. */
    Optional<InetSocketAddress> datagram(InetSocketAddress asked);

    /** Whether programs are to find nobody at a socket in the file system. */
    boolean close(String path);
}
