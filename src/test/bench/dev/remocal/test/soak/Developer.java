package dev.remocal.test.soak;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One developer: attaches with the packaged command through a relay of their own, works for a while, perhaps loses the
 * network, and detaches or is killed; again and again. Each session has a local process of its own, which says so.
 */
final class Developer implements AutoCloseable {

    private static final int CONFLICT = 12;
    private static final int SIGINT_EXIT = 130;
    private static final int SIGTERM_EXIT = 143;

    private final String key;
    private final LocalCluster cluster;
    private final Project project;
    private final Tally tally;
    private final EventLoopGroup loop;
    private final CuttingRelay relay;
    private final Path kubeconfig;
    private final Random random;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Standing standing = Standing.start();

    /**
     * @param seed decides what is done in which order, and how long each thing lasts
     */
    Developer(String key, LocalCluster cluster, Project project, Tally tally, EventLoopGroup loop, long seed) {
        this.key = key;
        this.cluster = cluster;
        this.project = project;
        this.tally = tally;
        this.loop = loop;
        this.random = new Random(seed);
        this.relay = new CuttingRelay(apiServer(cluster), loop);
        this.kubeconfig = kubeconfig(cluster, key, relay.port());
    }

    private static InetSocketAddress apiServer(LocalCluster cluster) {
        var url = cluster.client().getMasterUrl();
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    /** The cluster's, but by way of the relay. */
    private static Path kubeconfig(LocalCluster cluster, String key, int port) {
        try {
            String text = Files.readString(cluster.kubeconfig());
            Path own = cluster.folder().resolve("kubeconfig-" + key);
            return Files.writeString(own, text.replaceAll("server: https://\\S+", "server: https://localhost:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String key() {
        return key;
    }

    Standing standing() {
        return standing;
    }

    /** Sessions until it is told to end. */
    void run() {
        try {
            while (!pause()) {
                session();
            }
        } catch (AssertionError | RuntimeException wrong) {
            if (!Ending.hasBegun()) {
                tally.problem(key + ": " + wrong);
            }
        }
    }

    private void session() {
        boolean mirror = random.nextInt(4) == 0;
        standing = standing.coming(mirror);
        Server.Local name = new Server.Local(key, standing.session(), mirror);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (SoakService local =
                        new SoakService(name, anyPort, loop, seen -> seen(seen, mirror), error -> broken(name, error));
                LocalProcess command = attach(local.port(), mirror)) {
            tally.attaches.incrementAndGet();
            standing = standing.attached();
            work(command);
        }
    }

    private void work(LocalProcess command) {
        try {
            pause();
            if (random.nextInt(3) == 0) {
                cut(command);
                pause();
            }
            leave(command);
        } finally {
            standing = command.isAlive() ? standing.leaving() : standing.away();
        }
    }

    private void seen(String keyOfRequest, boolean mirror) {
        tally.copies.addAndGet(mirror ? 1 : 0);
        if (!keyOfRequest.equals(key)) {
            tally.misrouted("the local process of " + key + " got a request with the key '" + keyOfRequest + "'");
        }
    }

    /** What arrives may end at any point, but must never be anything but HTTP/2. */
    private void broken(Server.Local local, Throwable error) {
        tally.problem("a connection of " + local.text() + " became unusable: " + error);
    }

    /** A session of the same key that was killed just now may be in the way for as long as its connection lingers. */
    private LocalProcess attach(int port, boolean mirror) {
        long limit = System.nanoTime() + SoakLimits.CONFLICT_TIMEOUT.toNanos();
        while (true) {
            LocalProcess command = start(port, mirror);
            Awaiting.until(
                    key + " is attached",
                    SoakLimits.ATTACH_TIMEOUT,
                    () -> !command.isAlive() || count(command, "attached") > 0,
                    command::toString);
            if (command.isAlive()) {
                return command;
            }
            int exit = command.awaitExit(Duration.ZERO);
            if (exit != CONFLICT || System.nanoTime() > limit) {
                throw new AssertionError("attach has ended with " + exit + "\n" + command);
            }
        }
    }

    private LocalProcess start(int port, boolean mirror) {
        return cluster.processes()
                .cli(
                        project,
                        kubeconfig,
                        "attach",
                        "svc/" + SoakApp.NAME,
                        "--namespace=" + SoakApp.NAMESPACE,
                        "--key=" + key,
                        "--mode=" + (mirror ? "mirror" : "divert"),
                        "--port=" + port,
                        "--timeout=" + SoakLimits.ADMISSION_TIMEOUT.toSeconds() + "s",
                        "--output=json");
    }

    private void cut(LocalProcess command) {
        long before = count(command, "pod-attached");
        standing = standing.disturbed();
        relay.cut();
        tally.cuts.incrementAndGet();
        Awaiting.until(
                key + " is attached to every pod again",
                SoakLimits.RETURN_TIMEOUT,
                () -> count(command, "pod-attached") >= before + SoakLimits.REPLICAS,
                command::toString);
        standing = standing.attached();
    }

    private static long count(LocalProcess command, String event) {
        return command.output()
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .count();
    }

    private void leave(LocalProcess command) {
        switch (random.nextInt(3)) {
            case 0 -> kill(command);
            case 1 -> detach(command, command::interrupt, SIGINT_EXIT);
            default -> detach(command, command::terminate, SIGTERM_EXIT);
        }
    }

    private void kill(LocalProcess command) {
        standing = standing.disturbed();
        command.kill();
        command.awaitExit(SoakLimits.DETACH_TIMEOUT);
        tally.kills.incrementAndGet();
    }

    private void detach(LocalProcess command, Runnable signal, int expected) {
        standing = standing.leaving();
        signal.run();
        int exit = command.awaitExit(SoakLimits.DETACH_TIMEOUT);
        tally.detaches.incrementAndGet();
        if (exit != expected) {
            tally.problem(key + " detached with " + exit + " instead of " + expected + "\n" + command);
        }
    }

    /** Whether it is over. */
    private boolean pause() {
        long range = SoakLimits.LONGEST_PAUSE.minus(SoakLimits.SHORTEST_PAUSE).toMillis();
        try {
            return end.await(SoakLimits.SHORTEST_PAUSE.toMillis() + random.nextLong(range), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The session under way comes to its end without pauses. */
    void end() {
        end.countDown();
    }

    @Override
    public void close() {
        relay.close();
    }
}
