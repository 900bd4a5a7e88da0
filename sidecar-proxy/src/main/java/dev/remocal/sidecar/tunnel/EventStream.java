package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * A session's events, one JSON line each. Whoever reports never waits: where the developer does not keep up, events are
 * given up and counted, and the next line that gets through says so.
 */
final class EventStream {

    /** Events between the data plane and the event loop: enough for one loop iteration of a busy pod. */
    static final int MAX_QUEUED = 256;

    private static final byte[] NEW_LINE = {'\n'};

    private final Channel channel;
    private final LongAdder dropped;
    private final Runnable onDrop;
    private final Queue<Event> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();
    private long told;

    /**
     * @param dropped the session's count of everything given up
     * @param onDrop told of each event given up
     */
    EventStream(Channel channel, LongAdder dropped, Runnable onDrop) {
        this.channel = channel;
        this.dropped = dropped;
        this.onDrop = onDrop;
    }

    /** From any thread. */
    void send(Event event) {
        if (!queue.offer(event)) {
            lose();
        } else if (scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        if (!channel.isActive()) {
            // The session has ended, and its last exchanges report to nobody.
            queue.clear();
            return;
        }
        for (Event event = queue.poll(); event != null; event = queue.poll()) {
            if (channel.isWritable()) {
                tellLosses();
                write(event);
            } else {
                lose();
            }
        }
        channel.flush();
    }

    private void lose() {
        lost.increment();
        dropped.increment();
        onDrop.run();
    }

    private void tellLosses() {
        long losses = lost.sum();
        if (losses > told) {
            String sentence = (losses - told) + " events were not sent because the client read too slowly.";
            told = losses;
            write(new Event.Dropped(FailureCode.QUEUE_FULL, sentence, dropped.sum()));
        }
    }

    private void write(Event event) {
        channel.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(Json.write(event), NEW_LINE)));
    }

    /** Sends what is queued, then this, then ends the stream. */
    void end(Event last) {
        drain();
        write(last);
        channel.writeAndFlush(new DefaultHttp2DataFrame(true));
    }
}
