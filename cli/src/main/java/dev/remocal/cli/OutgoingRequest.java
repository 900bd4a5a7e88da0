package dev.remocal.cli;

import dev.remocal.cli.outgoing.HostPattern;
import java.util.List;
import java.util.Set;

/**
 * Which of the command's connections the cluster is to make.
 *
 * @param ways none where it is to make none
 */
record OutgoingRequest(Set<OutgoingWay> ways, List<HostPattern> remote, List<HostPattern> local) {

    OutgoingRequest {
        ways = Set.copyOf(ways);
        remote = List.copyOf(remote);
        local = List.copyOf(local);
    }
}
