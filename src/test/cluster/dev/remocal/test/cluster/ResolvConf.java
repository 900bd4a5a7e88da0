package dev.remocal.test.cluster;

/** What the kubelet writes for a pod whose dnsPolicy is ClusterFirst. Pure. */
final class ResolvConf {

    private ResolvConf() {}

    /** The port behind a dot is BSD's way to name one, which Netty's resolver knows as well. */
    static String text(String namespace, String nameserver, int port) {
        return """
                search %1$s.svc.%2$s svc.%2$s %2$s
                nameserver %3$s.%4$d
                options ndots:5
                """.formatted(namespace, DnsZone.DOMAIN, nameserver, port);
    }
}
