package dev.remocal.test.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/** What the sidecar is to reach, held against what was measured in the same run. */
final class Targets {

    /**
     * One target that this run has a figure for.
     *
     * @param limit the figure is to be this at most, or at least
     */
    record Target(String load, String what, Bound bound, double limit, double figure, boolean met) {}

    /** On which side of its limit a figure is to be. */
    enum Bound {
        AT_MOST("≤"),
        AT_LEAST("≥");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** A mirror that loses more copies than a tenth is cheap for the wrong reason. */
    private static final double LEAST_MIRRORED_SHARE = 0.9;

    /** Of what the bare port-forward carries, the tunnel through it is to leave so much. */
    private static final double LEAST_THROUGHPUT = 0.9;

    private final Results results;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Results results) {
        this.results = results;
    }

    /** Those whose figures are all there. */
    static List<Target> of(Results results) {
        Targets targets = new Targets(results);
        targets.requests(Load.GET_16, 0.85, 0.24);
        targets.requests(Load.GET_64, 0.85, 0.24);
        targets.cpuTo(Load.GET_16, "CPU per request, to the bare relay", 1.10, Proxy.RELAY);
        targets.cpuTo(Load.GET_64, "CPU per request, to the bare relay", 1.10, Proxy.RELAY);
        targets.requests(Load.POST_16K, 0.80, 0.23);
        targets.requests(Load.GRPC_16X1, 0.88, 0.33);
        targets.requests(Load.GRPC_4X16, 0.60, 0.17);
        targets.transfer(Load.DOWNLOAD);
        targets.transfer(Load.UPLOAD);
        Stream.of(Load.values()).filter(Load::atHalfPeak).forEach(targets::sessions);
        results.footprint().ifPresent(targets::footprint);
        results.admissions().ifPresent(targets::admissions);
        targets.outgoing();
        return List.copyOf(targets.targets);
    }

    private void requests(Load load, double toNginxOrHaproxy, double toEnvoy) {
        cpuTo(
                load,
                "CPU per request, to the better of nginx and haproxy",
                toNginxOrHaproxy,
                Proxy.NGINX,
                Proxy.HAPROXY);
        cpuTo(load, "CPU per request, to Envoy", toEnvoy, Proxy.ENVOY);
        add(
                load.text(),
                "p99 at half peak, to nginx",
                1.0,
                ratio(load, Row.P99_AT_HALF_PEAK, Contender.plain(Proxy.REMOCAL), Contender.plain(Proxy.NGINX)),
                true);
    }

    private void transfer(Load load) {
        cpuTo(load, "CPU per MiB, to the better of nginx and haproxy", 1.0, Proxy.NGINX, Proxy.HAPROXY);
        cpuTo(load, "CPU per MiB, to Envoy", 1.0, Proxy.ENVOY);
    }

    private void sessions(Load load) {
        Contender alone = Contender.plain(Proxy.REMOCAL);
        add(
                load.text(),
                "CPU per request, 100 sessions of which none matches, to no session",
                1.10,
                cpuTo(load, Contender.withSessions(BenchLimits.MANY_SESSIONS), alone),
                true);
        Contender mirror = Contender.mirroringEverything();
        mirroring(load, "CPU", 1.60, cpuTo(load, mirror, alone), Row.MIRRORED_SHARE);
        mirroring(
                load,
                "CPU at half peak",
                1.60,
                ratio(load, Row.CPU_AT_HALF_PEAK, mirror, alone),
                Row.MIRRORED_SHARE_AT_HALF_PEAK);
        mirroring(
                load,
                "p99 at half peak",
                1.2,
                ratio(load, Row.P99_AT_HALF_PEAK, mirror, alone),
                Row.MIRRORED_SHARE_AT_HALF_PEAK);
    }

    private void mirroring(Load load, String what, double limit, OptionalDouble ratio, String share) {
        double taken = results.row(load, Contender.mirroringEverything())
                .map(row -> row.figure(share).orElse(0))
                .orElse(0.0);
        add(
                load.text(),
                "%s, mirroring everything (%.0f %% copied), to no session".formatted(what, 100 * taken),
                limit,
                ratio,
                taken >= LEAST_MIRRORED_SHARE);
    }

    private void admissions(Admissions admissions) {
        String load = Load.ADMISSIONS.text();
        admissions
                .rows()
                .forEach(row -> add(
                        load,
                        "p99 at 200/s, pod of %.0f KB, ms".formatted(row.podKilobytes()),
                        5,
                        row.p99Micros() / 1e3));
        add(load, "start to ready, ms", 1500, admissions.startMillis());
        add(load, "resident idle, MiB", 160, admissions.idle());
        add(load, "resident at its highest, MiB", 160, admissions.highest());
    }

    private void outgoing() {
        Optional<Row> tunnel = results.row(Load.OUTGOING, OutgoingContender.TUNNEL);
        Optional<Row> bare = results.row(Load.OUTGOING, OutgoingContender.PORT_FORWARD);
        if (tunnel.isPresent() && bare.isPresent()) {
            outgoing(tunnel.get(), bare.get());
        }
    }

    private void outgoing(Row tunnel, Row bare) {
        String load = Load.OUTGOING.text();
        double throughput = tunnel.figure(Row.MEBIBYTES_PER_SECOND).orElse(Double.NaN)
                / bare.figure(Row.MEBIBYTES_PER_SECOND).orElse(Double.NaN);
        targets.add(new Target(
                load,
                "throughput, to the bare port-forward",
                Bound.AT_LEAST,
                LEAST_THROUGHPUT,
                throughput,
                throughput >= LEAST_THROUGHPUT));
        add(load, "p50 above the bare port-forward's, ms", 0.3, (tunnel.p50Micros() - bare.p50Micros()) / 1e3);
        add(
                load,
                "failed of 1,000 connections at once",
                0,
                tunnel.figure(Row.FAILED_CONNECTIONS).orElse(Double.NaN));
        add(
                load,
                "the command resident at its highest, MiB",
                200,
                tunnel.figure(Row.HIGHEST_RESIDENT_MEBIBYTES).orElse(Double.NaN));
    }

    private void footprint(Footprint footprint) {
        add(Load.FOOTPRINT.text(), "start to first proxied response, ms", 280, footprint.startMillis());
        add(Load.FOOTPRINT.text(), "resident idle, MiB", 72, footprint.idle());
        add(Load.FOOTPRINT.text(), "anonymous idle, MiB", 36, footprint.idleAnonymous());
        add(Load.FOOTPRINT.text(), "resident after a million requests, MiB", 80, footprint.afterMillionRequests());
        add(Load.FOOTPRINT.text(), "resident at its highest, MiB", 100, footprint.highest());
        add(Load.FOOTPRINT.text(), "resident with 1,000 open connections, MiB", 96, footprint.with1000Connections());
        add(Load.FOOTPRINT.text(), "CPU at idle, %", 0.1, footprint.idleCpuPercent());
        if (footprint.growthMinutes() > 0) {
            add(
                    Load.FOOTPRINT.text(),
                    "growth in %d minutes under load, MiB".formatted(footprint.growthMinutes()),
                    0.5,
                    footprint.growth());
        }
    }

    private void add(String load, String what, double limit, double figure) {
        targets.add(new Target(load, what, Bound.AT_MOST, limit, figure, figure <= limit));
    }

    /** The ratio to the better of the others is the higher one. */
    private void cpuTo(Load load, String what, double limit, Proxy... others) {
        OptionalDouble ratio = Stream.of(others)
                .map(other -> cpuTo(load, Contender.plain(Proxy.REMOCAL), Contender.plain(other)))
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        add(load.text(), what, limit, ratio, true);
    }

    private void add(String load, String what, double limit, OptionalDouble ratio, boolean comparable) {
        ratio.ifPresent(figure ->
                targets.add(new Target(load, what, Bound.AT_MOST, limit, figure, comparable && figure <= limit)));
    }

    private OptionalDouble cpuTo(Load load, Contender own, Contender other) {
        return compared(load, own, other, Row::cpuTo);
    }

    private OptionalDouble ratio(Load load, String figure, Contender own, Contender other) {
        return compared(
                load,
                own,
                other,
                (mine, its) -> mine.figure(figure).orElse(Double.NaN)
                        / its.figure(figure).orElse(Double.NaN));
    }

    private OptionalDouble compared(Load load, Contender own, Contender other, ToDoubleBiFunction<Row, Row> ratio) {
        return results.row(load, own).stream()
                .flatMap(mine -> results.row(load, other).map(its -> ratio.applyAsDouble(mine, its)).stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .findFirst();
    }
}
