package dev.remocal.sidecar.proxy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** What copies for developers may take of a sidecar, and the connections that they share. */
final class Mirroring {

    private final Routes routes;
    private final MirrorTimings timings;
    private final Semaphore copies = new Semaphore(ProxyLimits.MIRROR_COPIES);
    private final Semaphore streams = new Semaphore(ProxyLimits.MIRROR_STREAMS);
    private final RateLimit unpooled =
            new RateLimit(ProxyLimits.UNPOOLED_COPIES_PER_SECOND, ProxyLimits.MIRROR_STREAMS, System::nanoTime);
    private final ByteBudget bytes = new ByteBudget(ProxyLimits.MIRROR_BYTES_TOTAL);
    private final Map<MirrorLanes.Key, MirrorLanes> lanes = new ConcurrentHashMap<>();

    Mirroring(Routes routes, MirrorTimings timings) {
        this.routes = routes;
        this.timings = timings;
    }

    MirrorTimings timings() {
        return timings;
    }

    ByteBudget bytes() {
        return bytes;
    }

    /** Makes room for one more copy with a connection of its own, or says why there is none. */
    Optional<DeveloperFailure> refusal() {
        if (!unpooled.take()) {
            return Optional.of(CopyQueue.tooMany());
        }
        return takeStream() ? Optional.empty() : Optional.of(CopyQueue.tooSlow());
    }

    boolean takeStream() {
        return streams.tryAcquire();
    }

    /** What travelled on it has left nothing behind. */
    void giveStreamBack() {
        streams.release();
    }

    boolean takeCopy() {
        return copies.tryAcquire();
    }

    void giveCopyBack() {
        copies.release();
    }

    /** The connections for a developer's copies of what a port gets. */
    MirrorLanes lanes(Developer developer, int appPort) {
        MirrorLanes.Key key = new MirrorLanes.Key(developer, appPort);
        MirrorLanes known = lanes.get(key);
        if (known != null) {
            return known;
        }
        MirrorLanes made = lanes.computeIfAbsent(key, missing -> new MirrorLanes(this, missing));
        endUnusedLanes();
        return made;
    }

    /** Also after lanes were made: the session may have ended in between. */
    void endUnusedLanes() {
        lanes.forEach((key, unused) -> {
            if (!routes.current().developers(key.appPort()).contains(key.developer()) && lanes.remove(key, unused)) {
                unused.execute(unused::end);
            }
        });
    }
}
