package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session's connections for the copies of what one port gets. Each carries one copy at a time and is kept for the next,
 * so that a copy costs neither a connection nor a stream. All but {@link #execute} runs on the loop of the tunnel.
 */
final class MirrorLanes {

    /** Whose they are. */
    record Key(Developer developer, int appPort) {}

    private final Mirroring mirroring;
    private final Key key;
    private final EventLoop loop;
    private final Set<MirrorLane> inUse = new HashSet<>();
    // The one that became free last is taken first, so that those that are not needed grow old.
    private final Deque<MirrorLane> free = new ArrayDeque<>();
    private final Queue<MirrorCopy> waiting = new ArrayDeque<>();
    private final List<MirrorLane> unflushed = new ArrayList<>();
    private int open;
    private @Nullable Future<?> watch;
    private boolean ended;

    MirrorLanes(Mirroring mirroring, Key key) {
        this.mirroring = mirroring;
        this.key = key;
        this.loop = key.developer().loop();
    }

    /** From any thread; in the order of the calls. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    Developer developer() {
        return key.developer();
    }

    int appPort() {
        return key.appPort();
    }

    // ---- copies find a lane ----

    /** On a lane that is there, on a new one, or on the next that becomes free. */
    void place(MirrorCopy copy) {
        MirrorLane lane = free.pollLast();
        if (lane != null) {
            inUse.add(lane);
            lane.carry(copy);
        } else if (ended) {
            copy.drop(sessionEnded());
        } else if (mayOpen()) {
            open(copy);
        } else if (open > 0 && waiting.size() < ProxyLimits.MIRROR_COPIES_WAITING) {
            waiting.add(copy);
        } else {
            copy.drop(CopyQueue.tooSlow());
        }
    }

    /** Once more, on a connection that cannot have been closed meanwhile. */
    void placeOnNewLane(MirrorCopy copy, DeveloperFailure otherwise) {
        if (mayOpen()) {
            open(copy);
        } else {
            copy.drop(otherwise);
        }
    }

    private boolean mayOpen() {
        return open < ProxyLimits.MIRROR_LANES_PER_SESSION && mirroring.takeStream();
    }

    private void open(MirrorCopy copy) {
        open++;
        MirrorLane lane = new MirrorLane(this, copy);
        inUse.add(lane);
        watch();
        DeveloperStream.open(key.developer(), loop, key.appPort(), copy.number(), lane);
    }

    // ---- from a lane ----

    /** It has carried its copy to the end and can carry another one. */
    void free(MirrorLane lane) {
        MirrorCopy next = nextWaiting();
        if (next != null) {
            lane.carry(next);
        } else if (ended) {
            lane.close();
        } else {
            inUse.remove(lane);
            free.addLast(lane);
        }
    }

    /** It carries no other copy. */
    void retire(MirrorLane lane) {
        if (!inUse.remove(lane)) {
            free.remove(lane);
        }
    }

    /** Its connection is closed, or was never made. */
    void closed() {
        open--;
        mirroring.giveStreamBack();
        MirrorCopy next = nextWaiting();
        if (next != null) {
            place(next);
        }
        if (open == 0) {
            dropWaiting(CopyQueue.tooSlow());
        }
    }

    private void dropWaiting(DeveloperFailure failure) {
        for (MirrorCopy copy = nextWaiting(); copy != null; copy = nextWaiting()) {
            copy.drop(failure);
        }
    }

    private @Nullable MirrorCopy nextWaiting() {
        MirrorCopy next = waiting.poll();
        while (next != null && next.isOver()) {
            next = waiting.poll();
        }
        return next;
    }

    /** What is written in one turn of the loop leaves with one flush. */
    void flushLater(MirrorLane lane) {
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(lane);
    }

    private void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    // ---- time ----

    private void watch() {
        if (watch == null) {
            long period = mirroring.timings().idle().toMillis() / 2;
            watch = loop.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        long now = System.nanoTime();
        long idleNanos = mirroring.timings().idle().toNanos();
        for (MirrorLane lane = free.peekFirst();
                lane != null && lane.idleNanos(now) > idleNanos;
                lane = free.peekFirst()) {
            lane.close();
        }
        for (MirrorLane lane : List.copyOf(inUse)) {
            lane.giveUpWhenOverdue(now);
        }
        if (open == 0 && watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }

    /** The session has ended: what is under way goes on to its end, and nothing else is left. */
    void end() {
        ended = true;
        dropWaiting(sessionEnded());
        List.copyOf(free).forEach(MirrorLane::close);
    }

    private static DeveloperFailure sessionEnded() {
        return new DeveloperFailure(FailureCode.TUNNEL_LOST, "The session has ended.");
    }
}
