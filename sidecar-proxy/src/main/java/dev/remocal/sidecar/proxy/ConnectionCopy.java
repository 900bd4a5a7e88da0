package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A copy of all that the client sends on one connection; what the developer answers is counted and discarded. */
final class ConnectionCopy implements Copy, DeveloperStream.Listener {

    private final DataPlane plane;
    private final int appPort;
    private final Channel client;
    private final Developer developer;
    private final long number;
    private final long startedNanos = System.nanoTime();
    private final CopyQueue queue;
    private @Nullable DeveloperStream stream;
    private long toDeveloper;
    private long fromDeveloper;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean over;

    private ConnectionCopy(DataPlane plane, int appPort, Channel client, Developer developer) {
        this.plane = plane;
        this.appPort = appPort;
        this.client = client;
        this.developer = developer;
        this.number = plane.nextExchange();
        this.queue = new CopyQueue(plane.mirroring().bytes(), client);
    }

    static ConnectionCopy start(DataPlane plane, DataPlane.Port port, Channel client, Developer developer) {
        port.metrics().connection(Metrics.Route.MIRROR);
        ConnectionCopy copy = new ConnectionCopy(plane, port.app(), client, developer);
        DeveloperStream.open(developer, client.eventLoop(), port.app(), copy.number, copy);
        return copy;
    }

    @Override
    public void write(ByteBuf bytes, int index, int length) {
        if (over || length == 0) {
            return;
        }
        if (queue.offer(bytes, index, length)) {
            toDeveloper += length;
        } else {
            drop(CopyQueue.tooSlow());
        }
    }

    /** The client sends no more; the developer's end may still have something to say. */
    @Override
    public void complete() {
        if (over || outputEnded) {
            return;
        }
        outputEnded = true;
        if (stream != null) {
            stream.endOutput();
        }
        client.eventLoop().schedule(this::abort, ProxyLimits.MIRROR_RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        endWhenBothEnded();
    }

    @Override
    public void writeLast(ByteBuf bytes, int index, int length) {
        write(bytes, index, length);
        complete();
    }

    @Override
    public void abort() {
        if (!over) {
            report();
            release();
        }
    }

    @Override
    public void connected(DeveloperStream connected) {
        if (over) {
            connected.abort();
            return;
        }
        stream = connected;
        queue.connect(connected);
        if (outputEnded) {
            connected.endOutput();
        }
        connected.read();
    }

    @Override
    public void received(ByteBuf bytes) {
        fromDeveloper += bytes.readableBytes();
        bytes.release();
        if (stream != null) {
            stream.read();
        }
    }

    @Override
    public void ended() {
        inputEnded = true;
        endWhenBothEnded();
    }

    private void endWhenBothEnded() {
        if (!over && inputEnded && outputEnded && stream != null) {
            report();
            leave();
            stream.finish(ProxyLimits.STREAM_LINGER);
        }
    }

    @Override
    public void failed(DeveloperFailure failure) {
        if (!over) {
            drop(failure);
        }
    }

    @Override
    public void writabilityChanged() {
        // The bytes on their way are counted instead: a copy is dropped, never waited for.
    }

    private void drop(DeveloperFailure failure) {
        plane.reportDropped(developer, failure);
        release();
    }

    private void release() {
        leave();
        queue.release();
        if (stream != null) {
            stream.abort();
        }
    }

    private void leave() {
        over = true;
        if (stream == null) {
            plane.mirroring().giveStreamBack();
        } else {
            stream.whenClosed(plane.mirroring()::giveStreamBack);
        }
    }

    private void report() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        developer.report(new Event.Connection(number, appPort, Mode.MIRROR, toDeveloper, fromDeveloper, millis));
    }
}
