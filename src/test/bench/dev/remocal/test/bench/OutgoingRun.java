package dev.remocal.test.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Requests and transfers from this machine to a neighbour in the cluster, the ways there in turns. */
final class OutgoingRun {

    private static final double MEBIBYTE = 1024 * 1024;

    private final BenchOptions options;
    private final List<OutgoingContender> contenders;
    private final Consumer<String> progress;

    OutgoingRun(BenchOptions options, List<OutgoingContender> contenders, Consumer<String> progress) {
        this.options = options;
        this.contenders = contenders;
        this.progress = progress;
    }

    /** One turn: requests one after the other on one connection, then whole bodies in both directions. */
    private record OutgoingTurn(Turn requests, double mebibytesPerSecond, double cpuMicrosPerMebibyte, long failed) {}

    List<Row> rows() {
        progress.accept("outgoing: warms up");
        contenders.forEach(contender -> turn(contender, BenchLimits.COMMAND_WARM_UP_SECONDS));
        Map<OutgoingContender, List<OutgoingTurn>> turns = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            progress.accept("outgoing: round %d of %d".formatted(round + 1, options.rounds()));
            for (int i = 0; i < contenders.size(); i++) {
                OutgoingContender contender = contenders.get((round + i) % contenders.size());
                OutgoingTurn turn = turn(contender, options.seconds());
                progress.accept("  %-12s %6.0f us p50, %6.0f us p99, %6.0f MiB/s, %6.0f us CPU/MiB, %d failed"
                        .formatted(
                                contender.text(),
                                turn.requests().sample().p50Micros(),
                                turn.requests().sample().p99Micros(),
                                turn.mebibytesPerSecond(),
                                turn.cpuMicrosPerMebibyte(),
                                turn.failed()));
                turns.computeIfAbsent(contender, first -> new ArrayList<>()).add(turn);
            }
        }
        return turns.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static OutgoingTurn turn(OutgoingContender contender, int seconds) {
        double before = ProcFiles.cpuMicros(contender.process().pid());
        Sample requests = requests(contender, seconds);
        double cpu = ProcFiles.cpuMicros(contender.process().pid()) - before;
        Sample transfers = transfers(contender, seconds);
        double transferCpu = ProcFiles.cpuMicros(contender.process().pid()) - before - cpu;
        double mebibytes = BenchLimits.TRANSFER_BYTES / MEBIBYTE;
        return new OutgoingTurn(
                new Turn(requests, cpu, 0),
                transfers.requestsPerSecond() * mebibytes,
                transferCpu / (transfers.requests() * mebibytes),
                requests.failed() + transfers.failed());
    }

    private static Sample requests(OutgoingContender contender, int seconds) {
        List<Long> micros = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        try (HttpClientSocket client = contender.connector().connect()) {
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                client.get(HttpRequests.SMALL_PATH);
                micros.add((System.nanoTime() - began) / 1000);
            }
            return Generators.sample(micros, 0, start);
        } catch (IOException cut) {
            return Generators.sample(micros, 1, start);
        }
    }

    /** A body down and one up until the time is over, each on a connection of its own; at least one of each. */
    private static Sample transfers(OutgoingContender contender, int seconds) {
        List<Long> micros = new ArrayList<>();
        long failed = 0;
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        do {
            for (Load.Direction direction : Load.Direction.values()) {
                long began = System.nanoTime();
                try (HttpClientSocket client = contender.connector().connect()) {
                    Generators.transfer(client, direction);
                    micros.add((System.nanoTime() - began) / 1000);
                } catch (IOException cut) {
                    failed++;
                }
            }
        } while (System.nanoTime() < end);
        return Generators.sample(micros, failed, start);
    }

    private Row row(OutgoingContender contender, List<OutgoingTurn> turns) {
        Map<String, Double> more = new LinkedHashMap<>();
        more.put(Row.MEBIBYTES_PER_SECOND, Medians.of(turns, OutgoingTurn::mebibytesPerSecond));
        more.put(Row.CPU_MICROS_PER_MEBIBYTE, Medians.of(turns, OutgoingTurn::cpuMicrosPerMebibyte));
        if (contender.isTunnel()) {
            progress.accept("outgoing: %d connections at once".formatted(BenchLimits.OUTGOING_CONNECTIONS));
            more.put(Row.CONNECTIONS, (double) BenchLimits.OUTGOING_CONNECTIONS);
            more.put(Row.FAILED_CONNECTIONS, (double) failedAtOnce(contender));
        }
        more.put(
                Row.HIGHEST_RESIDENT_MEBIBYTES,
                ProcFiles.highestResident(contender.process().pid()));
        List<Turn> requests = turns.stream().map(OutgoingTurn::requests).toList();
        return new Row(
                Load.OUTGOING.text(),
                contender.text(),
                0,
                Turn.cpuMicrosPerRequest(requests),
                Medians.of(requests, turn -> turn.sample().requestsPerSecond()),
                Medians.of(requests, turn -> turn.sample().p50Micros()),
                Medians.of(requests, turn -> turn.sample().p99Micros()),
                turns.stream().mapToLong(OutgoingTurn::failed).sum(),
                more);
    }

    /** All are open before the first gets its second answer, so that they are indeed there at the same time. */
    private static int failedAtOnce(OutgoingContender contender) {
        AtomicInteger answered = new AtomicInteger();
        Phaser allOpen = new Phaser(BenchLimits.OUTGOING_CONNECTIONS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BenchLimits.OUTGOING_CONNECTIONS; i++) {
                threads.execute(() -> twoAnswers(contender, allOpen, answered));
            }
            threads.shutdown();
            if (!threads.awaitTermination(BenchLimits.OUTGOING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return BenchLimits.OUTGOING_CONNECTIONS - answered.get();
    }

    private static void twoAnswers(OutgoingContender contender, Phaser allOpen, AtomicInteger answered) {
        try (HttpClientSocket client = contender.connector().connect()) {
            client.get(HttpRequests.SMALL_PATH);
            allOpen.arriveAndAwaitAdvance();
            client.get(HttpRequests.SMALL_PATH);
            answered.incrementAndGet();
        } catch (IOException | UncheckedIOException cut) {
            allOpen.arriveAndDeregister();
        }
    }
}
