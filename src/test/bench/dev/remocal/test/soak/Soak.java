package dev.remocal.test.soak;

import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.Project;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** {@code src/test/bench/soak}: what is promised, over many requests and sessions. */
final class Soak {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final List<String> KEYS =
            List.of("ada", "bob", "cleo", "dan", "eve").subList(0, SoakLimits.DEVELOPERS);

    private final SoakOptions options;
    private final Consumer<String> progress;
    private final Tally tally;
    private final long startNanos = System.nanoTime();

    Soak(SoakOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.tally = new Tally(progress);
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        if (words.contains("-h") || words.contains("--help")) {
            System.out.print(SoakOptions.USAGE);
            return;
        }
        System.exit(run(words));
    }

    private static int run(List<String> words) throws InterruptedException {
        try {
            SoakOptions options =
                    SoakOptions.parse(words, ThreadLocalRandom.current().nextLong(1, 1_000_000));
            AtomicBoolean printed = new AtomicBoolean();
            Summary summary = new Soak(options, System.err::println).run(soFar -> print(soFar, printed));
            print(summary, printed);
            return summary.succeeded() ? 0 : FAILED;
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + " src/test/bench/soak --help has them all.");
            return WRONG_USAGE;
        } catch (ClusterUnavailableException none) {
            System.err.println(none.getMessage());
            return FAILED;
        } catch (RuntimeException | AssertionError broken) {
            // Threads of a cluster that did not come up or go down would keep this process.
            System.err.println("the cluster is broken: " + broken);
            return FAILED;
        }
    }

    private static void print(Summary summary, AtomicBoolean printed) {
        if (printed.compareAndSet(false, true)) {
            System.out.println(summary.json());
        }
    }

    /**
     * @param interrupted is given what there is so far, where this process is told to end before
     */
    Summary run(Consumer<Summary> interrupted) throws ClusterUnavailableException, InterruptedException {
        Project project = Project.find();
        progress.accept("seed " + options.seed() + ": starting a cluster on loopback");
        NioEventLoopGroup loop = new NioEventLoopGroup(2);
        Set<ProcessHandle> others = SidecarMemory.running();
        try (LocalCluster cluster = LocalCluster.start(SoakApp.images(project));
                Installation installation = SoakApp.install(cluster, project)) {
            assert installation.webhook().isAlive();
            SidecarMemory memory = new SidecarMemory(others);
            Thread hook = new Thread(() -> interrupted.accept(summary(memory)));
            Runtime.getRuntime().addShutdownHook(hook);
            run(cluster, project, loop, memory);
            Runtime.getRuntime().removeShutdownHook(hook);
            return summary(memory);
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private Summary summary(SidecarMemory memory) {
        return tally.summary(memory.peakMiB(), options, seconds());
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private void run(LocalCluster cluster, Project project, NioEventLoopGroup loop, SidecarMemory memory)
            throws InterruptedException {
        List<Developer> developers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (String key : KEYS) {
            long seed = options.seed() * 31 + developers.size();
            Developer developer = new Developer(key, cluster, project, tally, loop, seed);
            developers.add(developer);
            threads.add(Thread.ofPlatform().name(key).start(developer::run));
        }
        SoakLoad.Standings standings = key -> standing(developers, key);
        SoakLoad load = new SoakLoad(options, KEYS, standings, tally, SoakApp.service(cluster), loop.next());
        awaitReporting(load.start(), memory);
        developers.forEach(Developer::end);
        for (Thread thread : threads) {
            thread.join();
        }
        developers.forEach(Developer::close);
        if (!memory.allAlive() || memory.number() != SoakLimits.REPLICAS) {
            tally.problem("a sidecar has ended, or was not there from the start");
        }
    }

    private static Optional<Standing> standing(List<Developer> developers, Optional<String> key) {
        return developers.stream()
                .filter(developer -> key.equals(Optional.of(developer.key())))
                .map(Developer::standing)
                .findFirst();
    }

    private void awaitReporting(CompletableFuture<Void> load, SidecarMemory memory) throws InterruptedException {
        while (!load.isDone()) {
            try {
                load.get(SoakLimits.PROGRESS_INTERVAL.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException notYet) {
                progress.accept(summary(memory).json());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
