package dev.remocal.cli.names;

import java.util.OptionalInt;
import java.util.Set;

/**
 * What a {@link NamePlan} has to take into account.
 *
 * @param namespace the target's: its Services have short names
 * @param clusterDomain such as {@code cluster.local}
 * @param ownPorts which the command may want for itself: a listener on 127.77.0.1:8080 keeps it from 0.0.0.0:8080
 * @param takenPorts which other programs of this machine listen on, on every address
 * @param firstUnprivilegedPort net.ipv4.ip_unprivileged_port_start; 0 where there is no such thing
 * @param block second number of the addresses 127.B.0.0/16 to give out; empty where 127.0.0.1 is all there is
 */
public record Surroundings(
        String namespace,
        String clusterDomain,
        Set<Integer> ownPorts,
        Set<Integer> takenPorts,
        int firstUnprivilegedPort,
        OptionalInt block) {

    public Surroundings {
        ownPorts = Set.copyOf(ownPorts);
        takenPorts = Set.copyOf(takenPorts);
    }
}
