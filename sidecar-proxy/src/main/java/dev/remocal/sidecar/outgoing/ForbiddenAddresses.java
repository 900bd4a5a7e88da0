package dev.remocal.sidecar.outgoing;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that no developer reaches through a pod, whatever its annotation says: those at which clouds hand out credentials to
 * whoever asks from inside, and the rest of link-local space.
 */
final class ForbiddenAddresses {

    private record Range(String description, IpSubnetFilterRule rule) {

        Range(String description, String address, int prefix) {
            this(description, new IpSubnetFilterRule(address, prefix, IpFilterRuleType.REJECT));
        }
    }

    private final List<Range> ranges = List.of(
            new Range("link-local (RFC 3927), where clouds serve instance metadata", "169.254.0.0", 16),
            new Range("link-local (RFC 4291 section 2.5.6)", "fe80::", 10),
            new Range("the instance metadata of AWS", "fd00:ec2::254", 128),
            new Range("the instance metadata of Google Cloud", "fd20:ce::254", 128),
            new Range("the instance metadata of Alibaba Cloud", "100.100.100.200", 32),
            new Range("the instance metadata of Oracle Cloud", "192.0.0.192", 32),
            new Range("the platform address of Azure", "168.63.129.16", 32));

    /** IPv4 addresses in IPv6 clothes: the well-known prefix of NAT64 (RFC 6052 section 2.1). */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private final List<InetSocketAddress> nameservers;

    /**
     * @param nameservers of the pod, which may be link-local (NodeLocal DNSCache is) and are reached all the same, on their
     *     port
     */
    ForbiddenAddresses(List<InetSocketAddress> nameservers) {
        this.nameservers = nameservers;
    }

    /** What the address is, where it is forbidden. */
    Optional<String> reason(InetAddress address, int port) {
        if (nameservers.contains(new InetSocketAddress(address, port))) {
            return Optional.empty();
        }
        InetSocketAddress plain = new InetSocketAddress(plain(address), port);
        return ranges.stream()
                .filter(range -> range.rule().matches(plain))
                .map(Range::description)
                .findFirst();
    }

    private static InetAddress plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean embedded =
                address instanceof Inet6Address && Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length);
        return embedded ? ipv4(Arrays.copyOfRange(bytes, NAT64.length, bytes.length)) : address;
    }

    private static InetAddress ipv4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
