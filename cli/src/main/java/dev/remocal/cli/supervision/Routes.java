package dev.remocal.cli.supervision;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where the command's connections lead. Asked on the supervisor's thread, one connection after the other. */
public interface Routes {

    /** Whether connections to an address may lead elsewhere; nobody asks further where not. */
    boolean concern(InetSocketAddress asked);

    /** Where a TCP connection leads instead, on loopback; empty where it is to be left as it is. */
    Optional<InetSocketAddress> stream(InetSocketAddress asked);

    /** The same for a UDP socket. */
    Optional<InetSocketAddress> datagram(InetSocketAddress asked);

    /** Whether programs are to find nobody at a socket in the file system. */
    boolean close(String path);
}
