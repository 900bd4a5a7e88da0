package dev.remocal.sidecar;

import io.netty.util.NetUtil;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a port listens. */
public final class ListenAddress {

    /** Every address of the pod, of IPv4 and of IPv6. */
    public static final String EVERY = "*";

    /** There as soon as the kernel has IPv6, even where no interface has such an address: net/ipv6/addrconf.c. */
    private static final Path INTERFACES = Path.of("/proc/net/if_inet6");

    private ListenAddress() {}

    /** What to bind: one IPv6 socket serves both families, since Netty and the JDK clear IPV6_V6ONLY. */
    public static String host(String configured) {
        if (!configured.equals(EVERY)) {
            return configured;
        }
        return hasIpv6() ? "::" : "0.0.0.0";
    }

    private static boolean hasIpv6() {
        boolean isLinux = Files.exists(Path.of("/proc/net"));
        return !NetUtil.isIpV4StackPreferred() && (Files.exists(INTERFACES) || !isLinux);
    }
}
