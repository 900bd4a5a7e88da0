package dev.remocal.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Keep-alive connections that send requests with and without keys, and check who answered each. */
final class Load implements AutoCloseable {

    /** Says what is wrong with an answer to a request with this key; empty where nothing is. */
    interface Check {
        Optional<String> complaint(Optional<String> key, String servedBy, Instant sent);
    }

    /** Failures after which it gives up: the test that started it has failed by then. */
    private static final int MOST_FAILURES = 1000;

    /** Between two requests of a connection: four connections send up to 1,000 a second. */
    private static final Duration STEADY_INTERVAL = Duration.ofMillis(4);

    private final InetSocketAddress service;
    private final List<Optional<String>> keys;
    private final Check check;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicLong requests = new AtomicLong();
    private final Queue<String> misrouted = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long limit;
    private final Duration interval;

    private Load(
            InetSocketAddress service,
            List<Optional<String>> keys,
            int connections,
            long limit,
            Duration interval,
            Check check) {
        this.service = service;
        this.keys = keys;
        this.check = check;
        this.limit = limit;
        this.interval = interval;
        for (int i = 0; i < connections; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().name("load-" + i).start(() -> run(number)));
        }
    }

    /** Sends so many requests as fast as they are answered, which takes all of the machine. */
    static Load ofRequests(
            long limit, InetSocketAddress service, List<Optional<String>> keys, int connections, Check check) {
        return new Load(service, keys, connections, limit, Duration.ZERO, check);
    }

    /** Runs until it is closed, at a rate that leaves the machine to what happens meanwhile. */
    static Load steady(InetSocketAddress service, List<Optional<String>> keys, int connections, Check check) {
        return new Load(service, keys, connections, Long.MAX_VALUE, STEADY_INTERVAL, check);
    }

    private void run(int number) {
        int next = number;
        while (going.get() && requests.get() < limit && failed.size() < MOST_FAILURES) {
            try (HttpWire wire = new HttpWire(service)) {
                boolean open = true;
                while (open && going.get() && requests.incrementAndGet() <= limit) {
                    open = request(wire, keys.get(next++ % keys.size()));
                    LockSupport.parkNanos(interval.toNanos());
                }
            } catch (IOException e) {
                failed.add(e.toString());
            }
        }
    }

    private boolean request(HttpWire wire, Optional<String> key) throws IOException {
        Instant sent = Instant.now();
        HttpWire.Answer answer = wire.get("/", key);
        if (answer.status() != 200) {
            failed.add("status " + answer.status() + " " + answer.text());
        } else {
            check.complaint(key, answer.servedBy(), sent).ifPresent(misrouted::add);
        }
        return !answer.closes();
    }

    /** Waits until the limit is reached. */
    Load join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return this;
    }

    long requests() {
        return Math.min(requests.get(), limit);
    }

    List<String> misrouted() {
        return List.copyOf(misrouted);
    }

    List<String> failed() {
        return List.copyOf(failed);
    }

    /** No further requests; returns when the last one is answered. */
    Load stop() {
        close();
        return this;
    }

    @Override
    public void close() {
        going.set(false);
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
