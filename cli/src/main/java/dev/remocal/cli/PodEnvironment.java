package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.Replica;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.environment.ContainerEnvironment;
import dev.remocal.cli.environment.EnvironmentResolver;
import dev.remocal.cli.environment.EnvironmentVariable;
import dev.remocal.cli.environment.LocalEnvironment;
import dev.remocal.cli.environment.References;
import dev.remocal.cli.failure.CliException;
import java.util.List;

/**
 * The environment of a container that runs, as a process on the laptop gets it.
 *
 * @param pod and {@code container} are empty where nothing of a pod was wanted
 */
record PodEnvironment(String pod, String container, LocalEnvironment environment) {

    /**
     * @throws CliException where there is no such pod or container; what may not be read is part of the answer
     */
    static PodEnvironment read(Cluster cluster, ResolvedTarget target, EnvironmentRequest request) {
        if (!request.fromPod()) {
            return new PodEnvironment("", "", request.rules().apply(ContainerEnvironment.empty()));
        }
        Replica replica = cluster.replica(target, request.container());
        References references = References.ofEnvironment(replica.pod(), replica.container());
        ContainerEnvironment environment =
                EnvironmentResolver.resolve(replica.pod(), replica.container(), cluster.read(replica, references));
        return new PodEnvironment(
                replica.podName(), replica.containerName(), request.rules().apply(environment.with(replica.remarks())));
    }

    CliEvent.Environment event() {
        List<EnvironmentVariable> variables = environment.variables();
        return new CliEvent.Environment(
                pod,
                container,
                variables.size(),
                (int) variables.stream().filter(EnvironmentVariable::secret).count(),
                environment.keptOwn(),
                environment.withheld());
    }
}
