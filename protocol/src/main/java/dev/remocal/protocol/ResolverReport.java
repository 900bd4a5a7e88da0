package dev.remocal.protocol;

import java.util.List;

/**
 * How the pod resolves names, from its resolv.conf(5).
 *
 * @param nameservers each {@code ADDRESS:PORT}
 * @param search domains that are tried with names of few dots
 * @param ndots dots from which on a name is tried as it is first
 */
public record ResolverReport(List<String> nameservers, List<String> search, int ndots) {}
