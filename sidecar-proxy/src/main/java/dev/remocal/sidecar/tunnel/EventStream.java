package dev.remocal.sidecar.tunnel;

import com.fasterxml.jackson.databind.SequenceWriter;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
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
        if (channel.isWritable()) {
            List<Event> events = new ArrayList<>();
            for (Event event = queue.poll(); event != null; event = queue.poll()) {
                events.add(event);
            }
            write(withLosses(events));
        } else {
            for (Event event = queue.poll(); event != null; event = queue.poll()) {
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

    private List<Event> withLosses(List<Event> events) {
        long losses = lost.sum();
        if (losses > told && !events.isEmpty()) {
            String sentence = (losses - told) + " events were not sent because the client read too slowly.";
            told = losses;
            events.addFirst(new Event.Dropped(FailureCode.QUEUE_FULL, sentence, dropped.sum()));
        }
        return events;
    }

    /** One frame for all of them: what a frame costs is more than what a line does. */
    private void write(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        ByteBuf lines = channel.alloc().buffer();
        try (SequenceWriter writer = Json.events(new ByteBufOutputStream(lines))) {
            writer.writeAll(events);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        channel.write(new DefaultHttp2DataFrame(lines.writeByte('\n')));
    }

    /** Sends what is queued, then this, then ends the stream. */
    void end(Event last) {
        drain();
        write(List.of(last));
        channel.writeAndFlush(new DefaultHttp2DataFrame(true));
    }
}
