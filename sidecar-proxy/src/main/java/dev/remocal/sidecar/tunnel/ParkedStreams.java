package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.ProblemCode;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session's accept streams that wait for a connection, and connections that wait for an accept stream; never both at
 * once. Used on the event loop of the session's control connection only.
 */
final class ParkedStreams {

    private final EventLoop loop;
    private final Duration acceptTimeout;
    private final Deque<ParkedStream> parked = new ArrayDeque<>();
    private final Deque<Handover> waiting = new ArrayDeque<>();
    // Read by other threads for reports.
    private volatile int size;

    ParkedStreams(EventLoop loop, Duration acceptTimeout) {
        this.loop = loop;
        this.acceptTimeout = acceptTimeout;
    }

    int size() {
        return size;
    }

    void park(ParkedStream stream) throws Refusal {
        Handover handover = nextWaiting();
        if (handover != null) {
            stream.handOver(handover);
            return;
        }
        if (parked.size() >= Limits.MAX_PARKED_STREAMS) {
            throw new Refusal(
                    ProblemCode.TOO_MANY_PARKED_STREAMS,
                    "The session has " + Limits.MAX_PARKED_STREAMS
                            + " accept streams parked, its limit: park one more when one is answered.");
        }
        parked.add(stream);
        size = parked.size();
    }

    void forget(ParkedStream stream) {
        parked.remove(stream);
        size = parked.size();
    }

    /** Gives it a parked stream now, or the next one, or fails it at the latest after the accept timeout. */
    void connect(Handover handover) {
        ParkedStream stream = parked.poll();
        size = parked.size();
        if (stream == null) {
            await(handover);
        } else if (handover.begin()) {
            stream.handOver(handover);
        } else {
            parked.addFirst(stream);
            size = parked.size();
        }
    }

    private void await(Handover handover) {
        if (waiting.size() >= Limits.MAX_WAITING_EXCHANGES) {
            handover.fail(
                    FailureCode.TOO_MANY_WAITING,
                    Limits.MAX_WAITING_EXCHANGES + " requests wait for the developer already.");
            return;
        }
        waiting.add(handover);
        var timeout = loop.schedule(() -> giveUp(handover), acceptTimeout.toMillis(), TimeUnit.MILLISECONDS);
        handover.promise().addListener(done -> timeout.cancel(false));
    }

    private void giveUp(Handover handover) {
        if (waiting.remove(handover)) {
            handover.fail(
                    FailureCode.NO_PARKED_STREAM,
                    "The developer's client took no connection within " + acceptTimeout.toMillis() + " ms.");
        }
    }

    private @Nullable Handover nextWaiting() {
        Handover handover = waiting.poll();
        while (handover != null && !handover.begin()) {
            handover = waiting.poll();
        }
        return handover;
    }

    /** Lets go of everything that is parked or waits. */
    void release(String sentence) {
        List<ParkedStream> released = new ArrayList<>(parked);
        parked.clear();
        size = 0;
        released.forEach(ParkedStream::release);
        for (Handover handover = waiting.poll(); handover != null; handover = waiting.poll()) {
            handover.fail(FailureCode.TUNNEL_LOST, sentence);
        }
    }
}
