package dev.remocal.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Keep-alive connections that send requests with and without keys, and check who answered each. */
final class Load implements AutoCloseable {

    /** Says what is wrong with an answer to a request with this key; empty where nothing is. */
    interface Check {
        Optional<String> complaint(Optional<String> key, String servedBy, Instant sent);
    }

    /** Failures after which it gives up: the test that started it has failed by then. */
    private static final int MOST_FAILURES = 1000;

    private final InetSocketAddress service;
    private final List<Optional<String>> keys;
    private final Check check;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicLong requests = new AtomicLong();
    private final Queue<String> misrouted = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long limit;

    private Load(InetSocketAddress service, List<Optional<String>> keys, Check check, int connections, long limit) {
        this.service = service;
        this.keys = keys;
        this.check = check;
        this.limit = limit;
        for (int i = 0; i < connections; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().name("load-" + i).start(() -> run(number)));
        }
    }

    /** Runs until it is closed or has sent so many requests. */
    static Load start(
            InetSocketAddress service, List<Optional<String>> keys, int connections, long limit, Check check) {
        return new Load(service, keys, check, connections, limit);
    }

    private void run(int number) {
        int next = number;
        while (going.get() && requests.get() < limit && failed.size() < MOST_FAILURES) {
            try (HttpWire wire = new HttpWire(service)) {
                boolean open = true;
                while (open && going.get() && requests.incrementAndGet() <= limit) {
                    open = request(wire, keys.get(next++ % keys.size()));
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
