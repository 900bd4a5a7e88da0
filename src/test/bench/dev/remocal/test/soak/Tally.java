package dev.remocal.test.soak;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What has been counted so far. Any thread. */
final class Tally {

    final AtomicLong http1 = new AtomicLong();
    final AtomicLong grpc = new AtomicLong();
    final AtomicLong byDevelopers = new AtomicLong();
    final AtomicLong copies = new AtomicLong();
    final AtomicLong attaches = new AtomicLong();
    final AtomicLong detaches = new AtomicLong();
    final AtomicLong kills = new AtomicLong();
    final AtomicLong cuts = new AtomicLong();
    final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong misrouted = new AtomicLong();
    private final AtomicLong problems = new AtomicLong();
    private final AtomicLong complaints = new AtomicLong();
    private final Consumer<String> progress;

    Tally(Consumer<String> progress) {
        this.progress = progress;
    }

    void failed(String what) {
        failed.incrementAndGet();
        complain("failed: " + what);
    }

    void misrouted(String what) {
        misrouted.incrementAndGet();
        complain("misrouted: " + what);
    }

    void problem(String what) {
        problems.incrementAndGet();
        complain("problem: " + what);
    }

    private void complain(String what) {
        if (complaints.incrementAndGet() <= SoakLimits.MOST_COMPLAINTS) {
            progress.accept(what);
        }
    }

    /** Attaches, and what has kept somebody from it. */
    long attempts() {
        return attaches.get() + problems.get();
    }

    long requests() {
        return http1.get() + grpc.get();
    }

    Summary summary(long peakRssMiB, SoakOptions options, double seconds) {
        return new Summary(
                requests(),
                http1.get(),
                grpc.get(),
                byDevelopers.get(),
                copies.get(),
                attaches.get(),
                detaches.get(),
                kills.get(),
                cuts.get(),
                cutOff.get(),
                failed.get(),
                misrouted.get(),
                problems.get(),
                peakRssMiB,
                options.seed(),
                Math.round(seconds));
    }
}
