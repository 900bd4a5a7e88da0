package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.PortReport;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.StatusReport;
import dev.remocal.sidecar.CapturedPort;
import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.SidecarConfig;
import dev.remocal.sidecar.outgoing.Outgoing;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this sidecar says about itself. */
@Singleton
class Replica {

    private final long startedAt = System.nanoTime();
    private final SidecarConfig config;
    private final String version;
    private final CapturedPorts ports;
    private final Metrics metrics;
    private final Sessions sessions;
    private final Outgoing outgoing;

    @Inject
    Replica(
            SidecarConfig config,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version,
            CapturedPorts ports,
            Metrics metrics,
            Sessions sessions,
            Outgoing outgoing) {
        this.config = config;
        this.version = version;
        this.ports = ports;
        this.metrics = metrics;
        this.sessions = sessions;
        this.outgoing = outgoing;
    }

    Event.Admitted admitted() {
        return new Event.Admitted(config.podName(), version);
    }

    SessionList sessions() {
        return new SessionList(sessions.list());
    }

    StatusReport status() {
        return new StatusReport(
                Protocol.VERSION,
                version,
                config.podNamespace(),
                config.podName(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt),
                sessions.draining(),
                outgoing.resolver(),
                ports.all().stream().map(this::report).toList(),
                sessions.list());
    }

    private PortReport report(CapturedPort port) {
        Metrics.Port counters = metrics.port(port);
        return new PortReport(
                port.name(), port.listen(), port.app(), counters.openConnections(), counters.opaqueConnections());
    }
}
