package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionReport;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.sidecar.CapturedPorts;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.proxy.RouteTable;
import dev.remocal.sidecar.proxy.Routes;
import io.netty.channel.Channel;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this sidecar and the only writer of the route table. The lock covers the map and the swap, so that
 * tables come out in the order in which sessions change.
 */
@Singleton
class Sessions {

    private static final Logger LOG = Logger.getLogger(Sessions.class);

    private final Routes routes;
    private final CapturedPorts ports;
    private final Metrics metrics;
    private final Timings timings;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private boolean draining;

    @Inject
    Sessions(Routes routes, CapturedPorts ports, Metrics metrics) {
        this(routes, ports, metrics, Timings.standard());
    }

    Sessions(Routes routes, CapturedPorts ports, Metrics metrics, Timings timings) {
        this.routes = routes;
        this.ports = ports;
        this.metrics = metrics;
        this.timings = timings;
    }

    /**
     * The very session that is here already replaces itself: its client has lost the connection of the one that is here,
     * and is not kept waiting until the heartbeat has noticed.
     *
     * @param stream the open response that will carry the session's events
     */
    synchronized Session admit(SessionSpec spec, Channel stream) throws Refusal {
        requireNotDraining();
        List<SessionSpec> others = sessions.values().stream()
                .map(Session::spec)
                .filter(present -> !present.equals(spec))
                .toList();
        Admission.require(spec, ports.all(), routes::isPassedBy, others);
        Session stale = sessions.get(spec.id());
        if (stale != null) {
            finish(stale, FailureCode.REPLACED, "The same session came again on another connection.");
        }
        Session session = new Session(spec, stream, timings, metrics, () -> timeOut(spec.id()));
        sessions.put(spec.id(), session);
        metrics.sessions(sessions.size());
        LOG.infof("Session admitted. session=%s owner=%s mode=%s", spec.id(), spec.owner(), spec.mode());
        return session;
    }

    synchronized void activate(Session session) throws Refusal {
        requireNotDraining();
        if (session.activate()) {
            publish();
            session.report(new Event.Activated());
            LOG.infof("Session activated. session=%s", session.spec().id());
        }
    }

    synchronized void requireNotDraining() throws Refusal {
        if (draining) {
            throw new Refusal(
                    ProblemCode.DRAINING, "The pod shuts down: attach to the one that replaces it when it is ready.");
        }
    }

    /** Its requests are the app's again before this returns. */
    synchronized void end(Session session) {
        if (session.end()) {
            sessions.remove(session.spec().id());
            metrics.sessions(sessions.size());
            publish();
            LOG.infof("Session ended. session=%s", session.spec().id());
        }
    }

    private void publish() {
        routes.publish(RouteTable.of(active()));
    }

    /** Those in the route table. */
    synchronized List<Session> active() {
        return sessions.values().stream().filter(Session::active).toList();
    }

    private void timeOut(String id) {
        Session session = find(id);
        if (session != null && !session.active()) {
            finish(
                    session,
                    FailureCode.NOT_ACTIVATED,
                    "The session was not activated within "
                            + timings.activationTimeout().toSeconds() + " s: attach again.");
        }
    }

    private void finish(Session session, FailureCode code, String sentence) {
        end(session);
        session.finish(new Event.Closing(code, sentence));
    }

    private synchronized @Nullable Session find(String id) {
        return sessions.get(id);
    }

    /** Admits nobody any more and tells everybody; what is routed to a session stays so until its exchanges are done. */
    synchronized void drain() {
        draining = true;
        sessions.values()
                .forEach(session -> session.report(new Event.Closing(
                        FailureCode.DRAINING, "The pod shuts down; requests in flight are finished first.")));
    }

    synchronized boolean draining() {
        return draining;
    }

    /** In the order in which requests are matched. */
    synchronized List<SessionReport> list() {
        return sessions.values().stream()
                .sorted(Comparator.comparing(Session::spec, RouteTable.ORDER))
                .map(Session::toReport)
                .toList();
    }
}
