package dev.remocal.cli.outgoing;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a host is looked for.
 *
 * @param remote patterns that are the cluster's, whatever else is known
 * @param local patterns that are this machine's, even before those
 * @param known names and addresses of the cluster's Services, in lower case
 * @param clusterDomain such as {@code cluster.local}
 */
public record Reach(List<HostPattern> remote, List<HostPattern> local, Set<String> known, String clusterDomain) {

    /** What becomes of a connection. */
    public enum Way {
        /** The pod makes it. */
        REMOTE,
        /** This machine makes it. */
        LOCAL,
        /** This machine, where it knows the name, and else the pod. */
        LOCAL_FIRST
    }

    private static final List<HostPattern> LOOPBACK = List.of(
            HostPattern.parse("localhost"),
            HostPattern.parse("*.localhost"),
            HostPattern.parse("127.*"),
            HostPattern.parse("::1"));

    public Reach {
        remote = List.copyOf(remote);
        local = List.copyOf(local);
        known = Set.copyOf(known);
    }

    /** @param host a name or an address */
    public Way of(String host) {
        String plain = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
        if (matches(local, plain)) {
            return Way.LOCAL;
        }
        if (matches(remote, plain) || known.contains(plain) || isOfTheCluster(plain)) {
            return Way.REMOTE;
        }
        return matches(LOOPBACK, plain) ? Way.LOCAL : Way.LOCAL_FIRST;
    }

    private boolean isOfTheCluster(String host) {
        return host.endsWith(".svc") || host.endsWith("." + clusterDomain);
    }

    private static boolean matches(List<HostPattern> patterns, String host) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(host));
    }
}
