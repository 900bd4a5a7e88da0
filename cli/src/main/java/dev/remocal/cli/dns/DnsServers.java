package dev.remocal.cli.dns;

import dev.remocal.cli.outgoing.Reach;
import dev.remocal.protocol.ResolverReport;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/** Stand on loopback for the nameservers of this machine: what the command asks of those is to come here. */
public final class DnsServers implements AutoCloseable {

    private static final int PORT = 53;

    private final Map<InetAddress, DnsServer> instead = new HashMap<>();

    /**
     * @param clusterServers where this machine listens, over TCP, for each of the cluster's servers
     * @param pod how the pod resolves names
     * @param addresses learns the cluster's
     */
    public DnsServers(
            List<InetSocketAddress> clusterServers,
            ResolverReport pod,
            Reach reach,
            ClusterAddresses addresses,
            EventLoop loop)
            throws IOException {
        List<InetSocketAddress> laptopServers =
                ResolverConfig.getCurrentConfig().servers();
        Resolver laptop = resolver(laptopServers, false, DnsLimits.LAPTOP_TIMEOUT);
        Resolver cluster = resolver(clusterServers, true, DnsLimits.CLUSTER_TIMEOUT);
        PodSearch search = new PodSearch(names(pod.search()), pod.ndots(), name(reach.clusterDomain()));
        Answering answering = new Answering(laptop::sendAsync, cluster::sendAsync, reach, search, addresses);
        for (InetSocketAddress server : laptopServers) {
            if (!instead.containsKey(server.getAddress())) {
                instead.put(server.getAddress(), DnsServer.bind(answering, near(server.getAddress()), loop));
            }
        }
    }

    /** c-ares takes an answer only from the address that it has asked; systemd-resolved's is on loopback. */
    static InetAddress near(InetAddress nameserver) {
        return nameserver instanceof Inet4Address && nameserver.isLoopbackAddress() ? nameserver : NetUtil.LOCALHOST4;
    }

    private static Resolver resolver(List<InetSocketAddress> servers, boolean tcp, Duration timeout) {
        List<Resolver> resolvers = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTCP(tcp);
            resolver.setTimeout(timeout);
            resolvers.add(resolver);
        }
        ExtendedResolver all = new ExtendedResolver(resolvers);
        all.setRetries(1);
        all.setTimeout(timeout.multipliedBy(servers.size()));
        return all;
    }

    private static List<Name> names(List<String> domains) throws TextParseException {
        List<Name> names = new ArrayList<>();
        for (String domain : domains) {
            names.add(name(domain));
        }
        return names;
    }

    private static Name name(String domain) throws TextParseException {
        return Name.fromString(domain, Name.root);
    }

    /** Where queries to this machine's nameserver at that address go, over UDP and TCP; empty where there is none. */
    public Optional<InetSocketAddress> insteadOf(InetSocketAddress asked) {
        return Optional.of(asked)
                .filter(address -> address.getPort() == PORT)
                .map(address -> instead.get(address.getAddress()))
                .map(DnsServer::address);
    }

    @Override
    public void close() {
        instead.values().forEach(DnsServer::close);
    }
}
