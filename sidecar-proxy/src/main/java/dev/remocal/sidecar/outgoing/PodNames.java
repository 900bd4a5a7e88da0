package dev.remocal.sidecar.outgoing;

import dev.remocal.protocol.Limits;
import dev.remocal.sidecar.Transport;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks names up as the pod does: its hosts file, its nameservers, its search domains. */
final class PodNames {

    /** Seconds that an answer is used again at most: what CoreDNS gives the records of Services. */
    private static final int MAX_TTL = 5;

    private final ResolverSettings settings;
    private final Transport transport;
    private final Map<EventLoop, DnsNameResolver> resolvers = new ConcurrentHashMap<>();

    PodNames(ResolverSettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    /** Completed on the loop, with at least one address; fails with {@link java.net.UnknownHostException}. */
    Future<List<InetAddress>> resolve(String host, EventLoop loop) {
        return resolvers.computeIfAbsent(loop, this::resolver).resolveAll(host);
    }

    private DnsNameResolver resolver(EventLoop loop) {
        return new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(transport.datagramChannels())
                .socketChannelFactory(transport.channels(), true)
                .nameServerProvider(name -> DnsServerAddresses.sequential(settings.nameservers()).stream())
                .searchDomains(settings.search())
                .ndots(settings.ndots())
                .queryTimeoutMillis(Limits.NAME_LOOKUP_TIMEOUT.toMillis())
                .resolveCache(new DefaultDnsCache(0, MAX_TTL, 0))
                .build();
    }

    void close() {
        resolvers.values().forEach(DnsNameResolver::close);
    }
}
