package dev.remocal.cli.supervision;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What programs hand to connect(2): struct sockaddr_in, sockaddr_in6 and sockaddr_un. */
final class SocketAddresses {

    static final int UNIX = 1;
    static final int IPV4 = 2;
    static final int IPV6 = 10;

    /** Bytes of the longest one that is looked at, a struct sockaddr_un. */
    static final int MAX_BYTES = 110;

    private static final int IPV4_BYTES = 16;
    private static final int IPV6_BYTES = 28;
    private static final int PORT = 2;
    private static final int ADDRESS = 4;
    private static final int ADDRESS6 = 8;

    private SocketAddresses() {}

    static int family(byte[] address) {
        return address.length < 2
                ? 0
                : ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).getShort();
    }

    /** An IPv4 address that is mapped into IPv6 is an IPv4 address. Empty for other families. */
    static Optional<InetSocketAddress> internet(byte[] address) {
        int family = family(address);
        if (family == IPV4 && address.length >= IPV4_BYTES) {
            return Optional.of(of(Arrays.copyOfRange(address, ADDRESS, ADDRESS + 4), address));
        }
        return family == IPV6 && address.length >= IPV6_BYTES
                ? Optional.of(of(Arrays.copyOfRange(address, ADDRESS6, ADDRESS6 + 16), address))
                : Optional.empty();
    }

    private static InetSocketAddress of(byte[] host, byte[] address) {
        int port = Short.toUnsignedInt(ByteBuffer.wrap(address).getShort(PORT));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The path of a socket in the file system; empty for others. */
    static Optional<String> path(byte[] address) {
        if (family(address) != UNIX || address.length <= 2 || address[2] == 0) {
            return Optional.empty();
        }
        String path = new String(address, 2, address.length - 2, StandardCharsets.UTF_8);
        int end = path.indexOf(0);
        return Optional.of(end < 0 ? path : path.substring(0, end));
    }

    /**
     * @param family of the socket, which a socket for IPv6 has for IPv4 addresses too
     */
    static byte[] write(int family, InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.allocate(family == IPV4 ? IPV4_BYTES : IPV6_BYTES);
        bytes.order(ByteOrder.nativeOrder()).putShort(0, (short) family);
        bytes.order(ByteOrder.BIG_ENDIAN).putShort(PORT, (short) address.getPort());
        byte[] host = address.getAddress().getAddress();
        if (family == IPV4) {
            bytes.put(ADDRESS, host);
        } else if (address.getAddress() instanceof Inet4Address) {
            bytes.put(ADDRESS6 + 10, new byte[] {-1, -1}).put(ADDRESS6 + 12, host);
        } else {
            bytes.put(ADDRESS6, host);
        }
        return bytes.array();
    }
}
