package dev.remocal.cli.tunnel;

import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Problem;

/** Why a tunnel is no more, or never was. */
sealed interface TunnelEnd {

    /** The sidecar said no. */
    record Refused(Problem problem) implements TunnelEnd {}

    /** The connection could not be made or broke; another try may work. */
    record Lost(String reason) implements TunnelEnd {}

    /** Another try is of no use. */
    record Failed(CliFailure failure) implements TunnelEnd {}
}
