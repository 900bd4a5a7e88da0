package dev.remocal.cli.names;

import dev.remocal.cli.cluster.ClusterService;
import java.util.List;

/** Which host of the cluster is found where on this machine: the same for the same cluster, in the same order. */
public record NamePlan(List<Neighbour> neighbours) {

    public NamePlan {
        neighbours = List.copyOf(neighbours);
    }

    public static NamePlan of(List<ClusterService> services, Surroundings surroundings) {
        return new NamePlanner(surroundings).plan(services);
    }

    /** What is to be listened on from the start; rewritten variables may ask for more. */
    public List<Endpoint> endpoints() {
        return neighbours.stream().flatMap(Neighbour::listeners).toList();
    }

    public List<LeftOut> leftOut() {
        return neighbours.stream().flatMap(Neighbour::leftOut).toList();
    }
}
