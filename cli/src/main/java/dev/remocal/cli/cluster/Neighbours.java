package dev.remocal.cli.cluster;

import java.util.List;

/**
 * The Services that the target's pods can reach by name.
 *
 * @param withheld a sentence for each part that may not be read
 */
public record Neighbours(List<ClusterService> services, List<String> withheld) {

    public Neighbours {
        services = List.copyOf(services);
        withheld = List.copyOf(withheld);
    }
}
