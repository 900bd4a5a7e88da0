package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one stream's request on its way to a developer, whose response is read and discarded. As {@link MirrorCopy},
 * it never slows the request down.
 */
final class Http2MirrorCopy implements Http2Upstream.Listener {

    private final DataPlane plane;
    private final int appPort;
    private final Http2Request request;
    private final Developer developer;
    private final long number;
    private final ConnectionTimer responseTimer;
    private final Queue<ByteBuf> queue = new ArrayDeque<>(2);
    private int onTheWay;
    private boolean requestComplete;
    private @Nullable Http2Headers trailers;
    private @Nullable Http2Upstream upstream;
    private @Nullable Integer status;
    private boolean over;

    private Http2MirrorCopy(
            DataPlane plane, DataPlane.Port port, EventLoop loop, Http2Request request, Developer developer) {
        this.plane = plane;
        this.appPort = port.app();
        this.request = request;
        this.developer = developer;
        this.number = plane.nextExchange();
        this.responseTimer = new ConnectionTimer(loop);
    }

    static Http2MirrorCopy start(
            DataPlane plane, DataPlane.Port port, EventLoop loop, Http2Request request, Developer developer) {
        port.metrics().request(Metrics.Route.MIRROR);
        Http2MirrorCopy copy = new Http2MirrorCopy(plane, port, loop, request, developer);
        Http2Upstream.toDeveloper(developer, loop, port.app(), copy.number, copy);
        if (request.complete()) {
            copy.complete();
        }
        return copy;
    }

    void copy(ByteBuf data, boolean end) {
        if (over) {
            return;
        }
        int length = data.readableBytes();
        if (onTheWay + length > ProxyLimits.MIRROR_BYTES_PER_COPY
                || !plane.mirroring().bytes().take(length)) {
            drop(CopyQueue.tooSlow());
            return;
        }
        onTheWay += length;
        if (end) {
            complete();
        }
        if (upstream == null) {
            queue.add(data.copy());
        } else {
            send(upstream, data.copy(), end);
        }
    }

    /**
     * The request has ended behind its data.
     *
     * @param fields the trailers; null where they could not be read
     */
    void copyEnd(@Nullable Http2Headers fields) {
        if (!over && !requestComplete) {
            trailers = fields == null ? new DefaultHttp2Headers() : fields;
            complete();
            if (upstream != null) {
                upstream.headers(trailers, true);
            }
        }
    }

    private void complete() {
        requestComplete = true;
        responseTimer.start(ProxyLimits.MIRROR_RESPONSE_TIMEOUT, this::abort);
    }

    private void send(Http2Upstream to, ByteBuf copy, boolean end) {
        int length = copy.readableBytes();
        to.data(copy, end, () -> arrived(length));
    }

    private void arrived(int length) {
        onTheWay -= length;
        plane.mirroring().bytes().giveBack(length);
    }

    @Override
    public void connected(Http2Upstream connected) {
        if (over) {
            connected.reset(Http2Error.CANCEL);
            return;
        }
        upstream = connected;
        boolean endsWithData = requestComplete && trailers == null;
        connected.headers(request.headers(), endsWithData && queue.isEmpty());
        for (ByteBuf copy = queue.poll(); copy != null; copy = queue.poll()) {
            send(connected, copy, endsWithData && queue.isEmpty());
        }
        if (trailers != null) {
            connected.headers(trailers, true);
        }
        connected.read();
    }

    @Override
    public void headers(Http2Headers headers, boolean endOfStream) {
        CharSequence text = headers.status();
        if (status == null && text != null && text.charAt(0) != '1') {
            status = Integer.valueOf(text.toString());
        }
        answered(endOfStream);
    }

    @Override
    public void data(ByteBuf data, boolean endOfStream) {
        data.release();
        answered(endOfStream);
    }

    private void answered(boolean completely) {
        if (over || upstream == null) {
            return;
        }
        if (completely) {
            report();
            leave();
            upstream.finish();
        } else {
            upstream.read();
        }
    }

    @Override
    public void reset(long errorCode) {
        if (!over) {
            report();
            release();
        }
    }

    @Override
    public void failed(DeveloperFailure failure) {
        if (!over) {
            drop(failure);
        }
    }

    private void drop(DeveloperFailure failure) {
        plane.metrics().dropped(failure.code());
        developer.report(new Event.Dropped(failure.code(), failure.sentence(), 0));
        release();
    }

    /** The client has gone or cancelled the stream, or the developer never answered. */
    void abort() {
        if (!over) {
            report();
            release();
        }
    }

    private void leave() {
        over = true;
        responseTimer.stop();
        if (upstream == null) {
            plane.mirroring().giveStreamBack();
        } else {
            upstream.whenClosed(plane.mirroring()::giveStreamBack);
        }
    }

    private void release() {
        leave();
        for (ByteBuf copy = queue.poll(); copy != null; copy = queue.poll()) {
            arrived(copy.readableBytes());
            copy.release();
        }
        if (upstream != null) {
            upstream.reset(Http2Error.CANCEL);
        }
    }

    private void report() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.startedNanos());
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
