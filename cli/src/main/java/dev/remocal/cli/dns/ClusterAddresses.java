package dev.remocal.cli.dns;

import dev.remocal.cli.outgoing.Reach;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which addresses are the cluster's: those of its Services, those that its DNS has told the command, and those named so. */
public final class ClusterAddresses {

    /** Of some hundred bytes each; the ones that were not asked for longest go first. */
    private static final int MAX_ADDRESSES = 65_536;

    private static final Set<InetAddress> OWN = Set.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);

    private final Map<InetAddress, String> hosts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, String> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private final Reach reach;

    public ClusterAddresses(Reach reach) {
        this.reach = reach;
    }

    /**
     * A host with one address is connected to by its name, which is what the pod's rules and people know. One of several has to
     * be itself: clients of headless Services choose among them.
     */
    public synchronized void learn(String host, List<InetAddress> addresses) {
        addresses.forEach(address -> hosts.put(address, addresses.size() == 1 ? host : address.getHostAddress()));
    }

    /**
     * The host that a connection to the address is for; empty where it is none of the cluster's. Where this machine's own servers
     * are never is, whatever the cluster's DNS says or a pattern for all hosts takes in.
     */
    public synchronized Optional<String> host(InetAddress address) {
        if (address.isAnyLocalAddress() || OWN.contains(address)) {
            return Optional.empty();
        }
        return Optional.ofNullable(hosts.get(address))
                .or(() -> Optional.of(address)
                        .filter(other -> !other.isLoopbackAddress())
                        .map(InetAddress::getHostAddress)
                        .filter(literal -> reach.of(literal) == Reach.Way.REMOTE));
    }
}
