package dev.remocal.cli;

import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.PortRequest;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.OnFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code remocal attach} was asked for.
 *
 * @param profile the one that it was taken from
 * @param command empty where none is to be run
 * @param folder where the command runs
 * @param samplePercent null where all matching requests are wanted
 */
record AttachRequest(
        TargetName target,
        Optional<String> profile,
        List<String> command,
        Optional<Path> folder,
        AttachMode mode,
        List<PortRequest> ports,
        Filter filter,
        Identity identity,
        ClusterOptions cluster,
        OnFailure onFailure,
        @Nullable Double samplePercent,
        EventFormat output,
        Timings timings,
        boolean dryRun,
        EnvironmentRequest environment,
        OutgoingRequest outgoing,
        Optional<FileRequest> files) {}
