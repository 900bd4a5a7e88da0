package dev.remocal.sidecar;

import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.ProblemCode;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything the sidecar counts. Labels are port names and enumerations, never what a user sent. Counting takes no lock
 * and allocates nothing: every labelled counter is resolved beforehand.
 */
@Singleton
public final class Metrics {

    /** The content type of {@link #write}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    /** Where a request went. */
    public enum Route {
        APP,
        DIVERT,
        MIRROR
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter connections =
            counter("remocal_sidecar_connections_total", "Client connections accepted on a captured port.", "port");
    private final Gauge openConnections = gauge("remocal_sidecar_connections_open", "Client connections open.", "port");
    private final Gauge servedPorts = gauge(
            "remocal_sidecar_port_served", "1 where the sidecar listens, 0 while it waits for a shifted app.", "port");
    private final Counter requests =
            counter("remocal_sidecar_requests_total", "Requests by where they were sent.", "port", "route");
    private final Counter wholeConnections = counter(
            "remocal_sidecar_whole_connections_total",
            "Connections that a developer got as a whole because they carry no HTTP, by how.",
            "port",
            "route");
    private final Counter opaque = counter(
            "remocal_sidecar_opaque_connections_total",
            "Client connections that became an opaque pipe to the app.",
            "port",
            "reason");
    private final GaugeDataPoint sessions =
            gauge("remocal_sidecar_sessions", "Sessions at this sidecar, active or not.");
    private final CounterDataPoint outgoing = counter(
                    "remocal_sidecar_outgoing_connections_total", "Connections dialled for developers.")
            .labelValues();
    private final GaugeDataPoint openOutgoing =
            gauge("remocal_sidecar_outgoing_connections_open", "Connections dialled for developers that are open.");
    private final Map<FailureCode, CounterDataPoint> fallbacks = children(
            FailureCode.class,
            counter(
                    "remocal_sidecar_fallbacks_total",
                    "Diverted requests that the app served after all, by cause.",
                    "code"));
    private final Map<FailureCode, CounterDataPoint> dropped = children(
            FailureCode.class,
            counter(
                    "remocal_sidecar_dropped_total",
                    "Mirrored copies, diverted exchanges and events given up, by cause.",
                    "code"));
    private final Map<ProblemCode, CounterDataPoint> refusals = children(
            ProblemCode.class,
            counter("remocal_sidecar_control_refusals_total", "Requests the control port refused, by cause.", "code"));
    private final Map<String, Port> ports;

    @Inject
    public Metrics(CapturedPorts captured) {
        ports = captured.all().stream()
                .collect(Collectors.toUnmodifiableMap(CapturedPort::name, Port::new, (a, b) -> a));
    }

    /** The counters of one captured port; resolve once and keep. */
    public Port port(CapturedPort port) {
        Port metrics = ports.get(port.name());
        if (metrics == null) {
            throw new IllegalArgumentException("port " + port.name() + " is not captured");
        }
        return metrics;
    }

    public void fallback(FailureCode code) {
        child(fallbacks, code).inc();
    }

    public void dropped(FailureCode code) {
        child(dropped, code).inc();
    }

    public void refusal(ProblemCode code) {
        child(refusals, code).inc();
    }

    public void sessions(int count) {
        sessions.set(count);
    }

    public void outgoingOpened() {
        outgoing.inc();
        openOutgoing.inc();
    }

    public void outgoingClosed() {
        openOutgoing.dec();
    }

    /** Writes all of it in Prometheus' text format. */
    public void write(OutputStream out) throws IOException {
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private static <E extends Enum<E>> Map<E, CounterDataPoint> children(Class<E> type, Counter counter) {
        return Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(
                        Function.identity(),
                        value -> counter.labelValues(label(value)),
                        (a, b) -> a,
                        () -> new EnumMap<>(type)));
    }

    private static <E extends Enum<E>> CounterDataPoint child(Map<E, CounterDataPoint> children, E value) {
        return Objects.requireNonNull(children.get(value));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The counters of one captured port. */
    public final class Port {

        private final String name;
        private final CounterDataPoint accepted;
        private final GaugeDataPoint open;
        private final GaugeDataPoint served;
        private final Map<Route, CounterDataPoint> routed = new EnumMap<>(Route.class);
        private final Map<Route, CounterDataPoint> whole = new EnumMap<>(Route.class);

        private Port(CapturedPort port) {
            name = port.name();
            accepted = connections.labelValues(name);
            open = openConnections.labelValues(name);
            served = servedPorts.labelValues(name);
            for (Route route : Route.values()) {
                routed.put(route, requests.labelValues(name, label(route)));
            }
            for (Route route : EnumSet.of(Route.DIVERT, Route.MIRROR)) {
                whole.put(route, wholeConnections.labelValues(name, label(route)));
            }
        }

        /** The sidecar listens on it. */
        public void served() {
            served.set(1);
        }

        public void connectionOpened() {
            accepted.inc();
            open.inc();
        }

        public void connectionClosed() {
            open.dec();
        }

        public void request(Route route) {
            child(routed, route).inc();
        }

        /** A connection that a developer gets as a whole. */
        public void connection(Route route) {
            child(whole, route).inc();
        }

        /** Once a connection, so the label is looked up here. */
        public void opaque(Enum<?> reason) {
            opaque.labelValues(name, label(reason)).inc();
        }

        public long openConnections() {
            return (long) open.get();
        }

        public long opaqueConnections() {
            return opaque.collect().getDataPoints().stream()
                    .filter(point -> name.equals(point.getLabels().get("port")))
                    .mapToLong(point -> (long) point.getValue())
                    .sum();
        }
    }
}
