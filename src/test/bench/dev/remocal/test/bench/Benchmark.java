package dev.remocal.test.bench;

import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Lets the contenders take turns under each load, in an order that moves on with each round. */
final class Benchmark {

    private final BenchOptions options;
    private final Launcher launcher;
    private final Generators generators;
    private final LongSupplier served;
    private final Consumer<String> progress;
    private final Map<Contender, Running> contenders = new LinkedHashMap<>();

    /**
     * @param served requests that have reached the backend so far
     */
    Benchmark(
            BenchOptions options,
            Launcher launcher,
            Generators generators,
            LongSupplier served,
            Consumer<String> progress) {
        this.options = options;
        this.launcher = launcher;
        this.generators = generators;
        this.served = served;
        this.progress = progress;
    }

    Results run() {
        List<Row> rows = new ArrayList<>();
        Optional<Footprint> footprint = Optional.empty();
        Optional<Admissions> admissions = Optional.empty();
        for (Load load : options.loads()) {
            if (load.shape() instanceof Load.Footprints) {
                footprint = Optional.of(new FootprintRun(launcher, generators, progress).run(options.growthMinutes()));
            } else if (load.shape() instanceof Load.Admissions) {
                admissions = Optional.of(new AdmissionsRun(options, launcher, progress).run());
            } else if (load.shape() instanceof Load.Outgoing) {
                rows.addAll(outgoing());
            } else {
                rows.addAll(run(load));
            }
        }
        contenders.values().forEach(Running::close);
        return new Results(rows, footprint, admissions);
    }

    private List<Row> outgoing() {
        Project project = launcher.project();
        try (LocalCluster cluster = LocalCluster.start(OutgoingCluster.images(project));
                OutgoingCluster shop = new OutgoingCluster(cluster, project)) {
            return new OutgoingRun(options, shop.contenders(), progress).rows();
        } catch (ClusterUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Row> run(Load load) {
        List<Contender> all = contenders();
        if (!(load.shape() instanceof Load.IdleConnections)) {
            progress.accept(load.text() + ": warms up");
            all.forEach(contender -> turn(load, running(contender), warmUpSeconds(contender), OptionalDouble.empty()));
        }
        Map<Contender, Double> kibibytes = new LinkedHashMap<>();
        Map<Contender, List<Turn>> turns = load.shape() instanceof Load.IdleConnections(int number)
                ? rounds(load, "", all, running -> idle(load, running, number, kibibytes))
                : rounds(load, "", all, running -> turn(load, running, options.seconds(), OptionalDouble.empty()));
        List<Row> rows = new ArrayList<>();
        turns.forEach((contender, its) -> rows.add(Row.of(
                load,
                contender,
                its,
                kibibytes.containsKey(contender)
                        ? Map.of(Row.KIBIBYTES_PER_CONNECTION, kibibytes.get(contender))
                        : Map.of())));
        return load.atHalfPeak() ? withHalfPeak(load, all, rows) : rows;
    }

    private static int warmUpSeconds(Contender contender) {
        return contender.proxy().onJvm() ? BenchLimits.JVM_WARM_UP_SECONDS : BenchLimits.WARM_UP_SECONDS;
    }

    /** The rate is one for all: half of nginx's, or of the first contender's where there is no nginx. */
    private List<Row> withHalfPeak(Load load, List<Contender> all, List<Row> rows) {
        Results peak = new Results(rows, Optional.empty());
        double rate = peak.row(load, Proxy.NGINX).orElse(rows.getFirst()).requestsPerSecond() / 2;
        List<Contender> paced = all.stream()
                .filter(contender -> contender.sessions() == 0 || contender.mirroring())
                .filter(contender -> contender.proxy() != Proxy.ENVOY)
                .toList();
        // What makes the pace runs on a JVM too, and would be at its slowest for whoever comes first.
        turn(load, running(paced.getFirst()), BenchLimits.JVM_WARM_UP_SECONDS, OptionalDouble.of(rate));
        Map<Contender, List<Turn>> turns = rounds(
                load,
                " at %.0f requests/s".formatted(rate),
                paced,
                running -> turn(load, running, options.seconds(), OptionalDouble.of(rate)));
        return rows.stream()
                .map(row -> turns.entrySet().stream()
                        .filter(entry -> row.is(load, entry.getKey()))
                        .findFirst()
                        .map(entry -> row.withHalfPeak(rate, entry.getValue()))
                        .orElse(row))
                .toList();
    }

    private Map<Contender, List<Turn>> rounds(
            Load load, String how, List<Contender> all, Function<Running, Turn> measure) {
        Map<Contender, List<Turn>> turns = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            progress.accept("%s%s: round %d of %d".formatted(load.text(), how, round + 1, options.rounds()));
            for (int i = 0; i < all.size(); i++) {
                Contender contender = all.get((round + i) % all.size());
                Turn turn = measure.apply(running(contender));
                progress.accept("  %-24s %8.1f us CPU/request, %8.0f requests/s, %6.0f us p99, %d failed"
                        .formatted(
                                contender.label(),
                                turn.cpuMicrosPerRequest(),
                                turn.sample().requestsPerSecond(),
                                turn.sample().p99Micros(),
                                turn.sample().failed()));
                turns.computeIfAbsent(contender, first -> new ArrayList<>()).add(turn);
            }
        }
        return turns;
    }

    private Turn turn(Load load, Running running, int seconds, OptionalDouble rate) {
        if (!running.process().isAlive()) {
            return ended(running, new Sample(0, 0, 0, Double.NaN, Double.NaN));
        }
        double cpu = running.cpuMicros();
        long taken = running.taken();
        long before = served.getAsLong();
        Sample sample =
                switch (load.shape()) {
                    case Load.Requests requests ->
                        rate.isPresent()
                                ? Generators.paced(running, requests, seconds, rate.getAsDouble())
                                : generators.requests(running, requests, seconds);
                    case Load.Transfers(Load.Direction direction) -> Generators.transfers(running, direction, seconds);
                    case Load.IdleConnections idle -> throw new IllegalArgumentException("takes no time");
                    case Load.Footprints footprints -> throw new IllegalArgumentException("is no comparison");
                    case Load.Admissions admissions -> throw new IllegalArgumentException("is no comparison");
                    case Load.Outgoing outgoing -> throw new IllegalArgumentException("has other contenders");
                };
        Turn turn = new Turn(sample, running.cpuMicros() - cpu, running.taken() - taken);
        return running.process().isAlive() ? checked(load, turn, before) : ended(running, sample);
    }

    /** A turn in which something was counted that was not served, or served and not counted, says nothing of cost. */
    private Turn checked(Load load, Turn turn, long servedBefore) {
        CrossCheck check = CrossCheck.of(load, turn.sample(), served.getAsLong() - servedBefore);
        if (check.agrees()) {
            return turn;
        }
        progress.accept("  this turn has failed: " + check.complaint());
        return new Turn(turn.sample().withOneMoreFailed(), Double.NaN, turn.mirrored());
    }

    /** A proxy that does not survive a load has failed whoever used it; another one takes its place. */
    private Turn ended(Running running, Sample sample) {
        progress.accept(running.contender().label() + " has ended:\n" + running.process());
        contenders.put(running.contender(), launcher.start(running.contender()));
        running.close();
        return new Turn(sample.withOneMoreFailed(), Double.NaN, 0);
    }

    private Turn idle(Load load, Running running, int number, Map<Contender, Double> kibibytes) {
        double cpu = running.cpuMicros();
        long servedBefore = served.getAsLong();
        double before = ProcFiles.memory(running.process().pid()).resident();
        Sample sample = Generators.idle(running, number, () -> {
            double grown = ProcFiles.memory(running.process().pid()).resident() - before;
            kibibytes.merge(running.contender(), grown * 1024 / number, Math::max);
        });
        return checked(load, new Turn(sample, running.cpuMicros() - cpu, 0), servedBefore);
    }

    private Running running(Contender contender) {
        return contenders.computeIfAbsent(contender, launcher::start);
    }

    private List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        for (Proxy proxy : Proxy.values()) {
            if (options.proxies().contains(proxy)) {
                contenders.add(Contender.plain(proxy));
            }
        }
        if (options.proxies().contains(Proxy.REMOCAL)) {
            contenders.add(Contender.withSessions(1));
            contenders.add(Contender.withSessions(BenchLimits.MANY_SESSIONS));
            contenders.add(Contender.mirroringEverything());
        }
        return contenders;
    }
}
