package dev.remocal.test.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches one sidecar from its start through a million requests. */
final class FootprintRun {

    private static final Load.Requests LOAD = new Load.Requests(Load.RequestKind.GET, 16, 1);

    private final Launcher launcher;
    private final Generators generators;
    private final Consumer<String> progress;
    private long failed;

    FootprintRun(Launcher launcher, Generators generators, Consumer<String> progress) {
        this.launcher = launcher;
        this.generators = generators;
        this.progress = progress;
    }

    Footprint run(int growthMinutes) {
        progress.accept("footprint: starts");
        Start start = start();
        try (Running sidecar = launcher.shippedSidecar()) {
            Launcher.awaitServing(sidecar);
            pause(BenchLimits.SETTLE);
            progress.accept("footprint: idle");
            double cpu = idleCpuPercent(sidecar);
            ProcFiles.Memory idle = memory(sidecar);
            progress.accept("footprint: a million requests");
            sendMillion(sidecar);
            double highest = ProcFiles.highestResident(sidecar.process().pid());
            pause(BenchLimits.SETTLE);
            double settled = memory(sidecar).resident();
            progress.accept("footprint: open connections");
            double connections = withConnections(sidecar);
            double growth = growth(sidecar, growthMinutes);
            return new Footprint(
                    start.millis(),
                    start.cpuMillis(),
                    idle.resident(),
                    idle.anonymous(),
                    cpu,
                    settled,
                    highest,
                    connections,
                    growthMinutes,
                    growth,
                    failed);
        }
    }

    /** What passes, and what CPU time the sidecar takes, up to its first proxied response. */
    private record Start(double millis, double cpuMillis) {}

    private Start start() {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < BenchLimits.STARTS; i++) {
            starts.add(oneStart());
        }
        return new Start(Medians.of(starts, Start::millis), Medians.of(starts, Start::cpuMillis));
    }

    private Start oneStart() {
        long began = System.nanoTime();
        try (Running sidecar = launcher.shippedSidecar()) {
            long end = began + BenchLimits.START_TIMEOUT.toNanos();
            while (!HttpClientSocket.serves(sidecar.http1())) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the sidecar does not serve\n" + sidecar.process());
                }
                // Not a busy loop: it would take one of the cores that the sidecar starts on.
                pause(BenchLimits.START_PROBE);
            }
            return new Start((System.nanoTime() - began) / 1e6, sidecar.cpuMicros() / 1e3);
        }
    }

    private static double idleCpuPercent(Running sidecar) {
        double before = sidecar.cpuMicros();
        pause(BenchLimits.IDLE_WINDOW);
        return (sidecar.cpuMicros() - before) / (BenchLimits.IDLE_WINDOW.toNanos() / 1e3) * 100;
    }

    private void sendMillion(Running sidecar) {
        long sent = 0;
        while (sent < BenchLimits.FOOTPRINT_REQUESTS) {
            sent += send(sidecar, BenchLimits.DEFAULT_SECONDS);
        }
    }

    private long send(Running sidecar, int seconds) {
        Sample sample = generators.requests(sidecar, LOAD, seconds);
        failed += sample.failed();
        if (sample.requests() == 0) {
            throw new IllegalStateException("the sidecar answers no requests any more\n" + sidecar.process());
        }
        return sample.requests();
    }

    private double withConnections(Running sidecar) {
        List<Double> resident = new ArrayList<>();
        Sample sample = Generators.idle(sidecar, BenchLimits.IDLE_CONNECTIONS, () -> {
            pause(BenchLimits.SETTLE);
            resident.add(memory(sidecar).resident());
        });
        failed += sample.failed();
        return Medians.of(resident, Double::doubleValue);
    }

    private double growth(Running sidecar, int minutes) {
        List<Double> resident = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        while (System.nanoTime() < end) {
            send(sidecar, (int) BenchLimits.GROWTH_INTERVAL.toSeconds());
            resident.add(memory(sidecar).resident());
            progress.accept("footprint: %.1f MiB under load".formatted(resident.getLast()));
        }
        int quarter = resident.size() / 4;
        return quarter == 0
                ? Double.NaN
                : Medians.of(resident.subList(resident.size() - quarter, resident.size()), Double::doubleValue)
                        - Medians.of(resident.subList(0, quarter), Double::doubleValue);
    }

    private static ProcFiles.Memory memory(Running sidecar) {
        return ProcFiles.memory(sidecar.process().pid());
    }

    /** Time is what is measured here: there is no event to await. */
    static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
