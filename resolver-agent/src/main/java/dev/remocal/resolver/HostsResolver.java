package dev.remocal.resolver;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The file first, as with {@code files} before {@code dns} in nsswitch.conf(5), and then what the JVM has always done. */
final class HostsResolver implements InetAddressResolver {

    private final HostsFile file;
    private final InetAddressResolver builtin;

    HostsResolver(HostsFile file, InetAddressResolver builtin) {
        this.file = file;
        this.builtin = builtin;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (HostsEntry entry : file.entries()) {
            if (entry.isCalled(host) && wants(policy, entry.address())) {
                // With the name, for which InetSocketAddress.getHostName() would have to ask otherwise.
                addresses.add(InetAddress.getByAddress(host, entry.address().getAddress()));
            }
        }
        return addresses.isEmpty() ? builtin.lookupByName(host, policy) : addresses.stream();
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        Optional<String> name = file.entries().stream()
                .filter(entry -> Arrays.equals(entry.address().getAddress(), address))
                .map(HostsEntry::canonicalName)
                .findFirst();
        return name.isPresent() ? name.get() : builtin.lookupByAddress(address);
    }

    private static boolean wants(LookupPolicy policy, InetAddress address) {
        int family = address instanceof Inet4Address ? LookupPolicy.IPV4 : LookupPolicy.IPV6;
        return (policy.characteristics() & family) != 0;
    }
}
