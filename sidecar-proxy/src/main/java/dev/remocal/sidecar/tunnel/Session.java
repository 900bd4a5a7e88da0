package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.SessionReport;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.proxy.Developer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One developer at this sidecar. Its state changes under the lock of {@link Sessions}, what it holds on the event loop of
 * its control connection only; the data plane calls {@link #connect} and {@link #report} from its own loops.
 */
final class Session implements Developer {

    private final SessionSpec spec;
    private final EventLoop loop;
    private final EventStream events;
    private final ParkedStreams parked;
    private final LongAdder requests = new LongAdder();
    private final LongAdder fallbacks = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile SessionState state;

    /**
     * @param stream the open response that carries the events
     * @param onTimeout called when nobody has activated the session in time
     */
    Session(SessionSpec spec, Channel stream, Timings timings, Metrics metrics, Runnable onTimeout) {
        this.spec = spec;
        this.loop = stream.eventLoop();
        this.events = new EventStream(stream, dropped, () -> metrics.dropped(FailureCode.QUEUE_FULL));
        this.parked = new ParkedStreams(loop, timings.acceptTimeout());
        this.state = new SessionState.Admitted(schedule(timings.activationTimeout(), onTimeout));
    }

    private Future<?> schedule(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public SessionSpec spec() {
        return spec;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    boolean active() {
        return state instanceof SessionState.Active;
    }

    /** Whether it is active now and was not before. */
    boolean activate() throws Refusal {
        return switch (state) {
            case SessionState.Admitted admitted -> {
                state = admitted.activate();
                yield true;
            }
            case SessionState.Active active -> false;
            case SessionState.Ended ended -> throw Refusal.unknownSession(spec.id());
        };
    }

    /** Whether it was there until now. Streams that carry a connection already go on with it. */
    boolean end() {
        switch (state) {
            case SessionState.Admitted admitted -> state = admitted.end();
            case SessionState.Active active -> state = active.end();
            case SessionState.Ended ended -> {
                return false;
            }
        }
        onLoop(() -> parked.release(endedSentence()));
        return true;
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private String endedSentence() {
        return "The session of " + spec.owner() + " has ended.";
    }

    /** Keeps an accept stream until a connection is to be handed over. */
    void park(Channel stream) throws Refusal {
        if (state instanceof SessionState.Ended) {
            throw Refusal.unknownSession(spec.id());
        }
        ParkedStream parking = new ParkedStream(parked, stream);
        stream.pipeline().addLast(parking);
        parked.park(parking);
    }

    @Override
    public Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange) {
        Promise<Channel> promise = callerLoop.newPromise();
        Handover handover = new Handover(appPort, exchange, spec.mode(), promise);
        onLoop(() -> connect(handover));
        return promise;
    }

    private void connect(Handover handover) {
        if (active()) {
            parked.connect(handover);
        } else {
            handover.fail(FailureCode.TUNNEL_LOST, endedSentence());
        }
    }

    @Override
    public void report(Event event) {
        switch (event) {
            case Event.Exchange exchange -> requests.increment();
            case Event.Connection connection -> requests.increment();
            case Event.Fallback fallback -> fallbacks.increment();
            case Event.Dropped drop -> dropped.increment();
            case Event.Admitted admitted -> {}
            case Event.Activated activated -> {}
            case Event.Preempted preempted -> {}
            case Event.Opaque opaque -> {}
            case Event.Closing closing -> {}
        }
        events.send(withTotal(event));
    }

    /** The data plane sees one drop at a time; the count over the session's life is kept here. */
    private Event withTotal(Event event) {
        return event instanceof Event.Dropped drop
                ? new Event.Dropped(drop.code(), drop.message(), dropped.sum())
                : event;
    }

    /** The last line; the response ends with it. */
    void finish(Event.Closing last) {
        onLoop(() -> events.end(last));
    }

    SessionReport toReport() {
        return new SessionReport(
                spec.id(),
                spec.owner(),
                spec.key(),
                spec.target(),
                spec.mode(),
                spec.ports(),
                spec.filter(),
                spec.onFailure(),
                spec.samplePercent(),
                active(),
                spec.createdAtMillis(),
                requests.sum(),
                fallbacks.sum(),
                dropped.sum(),
                parked.size());
    }
}
