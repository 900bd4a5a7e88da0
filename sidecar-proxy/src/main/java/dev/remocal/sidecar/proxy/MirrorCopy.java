package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one request on its way to a developer, whose response is read and discarded. It never slows the request
 * down: a developer who cannot keep up loses the whole copy.
 */
final class MirrorCopy implements Copy, DeveloperStream.Listener {

    private final DataPlane plane;
    private final int appPort;
    private final RoutedRequest request;
    private final Developer developer;
    private final long number;
    private final ResponseScanner scanner = new ResponseScanner();
    private final CopyQueue queue;
    private @Nullable DeveloperStream stream;
    private final ConnectionTimer responseTimer;
    private boolean untilClose;
    private boolean over;

    private MirrorCopy(DataPlane plane, int appPort, Channel client, RoutedRequest request, Developer developer) {
        this.plane = plane;
        this.appPort = appPort;
        this.request = request;
        this.developer = developer;
        this.number = plane.nextExchange();
        this.queue = new CopyQueue(plane.mirrorBudget(), client);
        this.responseTimer = new ConnectionTimer(client.eventLoop());
        scanner.expect(request.kind() == ResponseKind.TO_HEAD, request.kind() == ResponseKind.TO_CONNECT);
    }

    static MirrorCopy start(
            DataPlane plane, DataPlane.Port port, Channel client, RoutedRequest request, Developer developer) {
        port.metrics().request(Metrics.Route.MIRROR);
        MirrorCopy copy = new MirrorCopy(plane, port.app(), client, request, developer);
        DeveloperStream.open(developer, client.eventLoop(), port.app(), copy.number, copy);
        return copy;
    }

    @Override
    public void write(ByteBuf bytes, int index, int length) {
        if (!over && length > 0 && !queue.offer(bytes, index, length)) {
            drop(CopyQueue.tooSlow());
        }
    }

    /** The developer has the whole request, or will have; what is awaited is only the response. */
    @Override
    public void complete() {
        if (!over) {
            responseTimer.start(ProxyLimits.MIRROR_RESPONSE_TIMEOUT, this::abort);
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
        connected.read();
    }

    @Override
    public void received(ByteBuf bytes) {
        boolean complete = !over && !untilClose && followsToEnd(bytes);
        bytes.release();
        if (complete) {
            end();
        } else if (stream != null) {
            stream.read();
        }
    }

    private boolean followsToEnd(ByteBuf bytes) {
        int from = bytes.readerIndex();
        while (true) {
            ResponseScanner.Step step = scanner.scan(bytes, from, bytes.writerIndex());
            from = scanner.position();
            switch (step) {
                case INTERIM_COMPLETE, HEAD_COMPLETE -> {}
                case NEED_MORE -> {
                    return false;
                }
                case MESSAGE_COMPLETE, SWITCHED -> {
                    return true;
                }
                case UNTIL_CLOSE, OPAQUE -> {
                    untilClose = true;
                    return false;
                }
            }
        }
    }

    @Override
    public void ended() {
        if (!over) {
            end();
        }
    }

    private void end() {
        report();
        leave();
        if (stream != null) {
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

    /** The client has gone before its request was complete, or the developer never answered. */
    @Override
    public void abort() {
        if (!over) {
            report();
            release();
        }
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
        responseTimer.stop();
        if (stream == null) {
            plane.copyOver();
        } else {
            stream.whenClosed(plane::copyOver);
        }
    }

    private void report() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.startedNanos());
        Integer status = scanner.status() > 0 ? scanner.status() : null;
        developer.report(new Event.Exchange(
                number,
                appPort,
                Mode.MIRROR,
                request.head().method(),
                plane.shorten(request.head().target()),
                status,
                millis));
    }
}
