package dev.remocal.cli;

import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.cli.doctor.Finding;
import dev.remocal.cli.doctor.Level;
import dev.remocal.cli.environment.Withheld;
import dev.remocal.cli.names.Rewritten;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.PortReport;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.ResolverReport;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.SessionReport;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.protocol.StatusReport;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What Jackson reads and writes, which a native image knows the fields of where they are named here. */
@RegisterForReflection(
        targets = {
            CliEvent.class,
            ConfigReport.class,
            DoctorReport.class,
            ListReport.class,
            StatusView.class,
            PortMapping.class,
            Finding.class,
            Level.class,
            Withheld.class,
            Rewritten.Row.class,
            Event.class,
            FailureCode.class,
            Filter.class,
            Mode.class,
            OnFailure.class,
            PortReport.class,
            Problem.class,
            ProblemCode.class,
            ResolverReport.class,
            SessionList.class,
            SessionReport.class,
            SessionSpec.class,
            StatusReport.class
        })
final class Reflected {

    private Reflected() {}
}
