package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one request on its way to a developer, whose response is read and discarded. It never slows the request
 * down: a developer who cannot keep up loses the whole copy. The request is followed on the client's event loop; what is
 * done with the copy is done on the tunnel's.
 */
final class MirrorCopy implements Copy {

    private final DataPlane plane;
    private final MirrorLanes lanes;
    private final ByteBufAllocator allocator;
    private final String method;
    private final String target;
    private final ResponseKind kind;
    private final boolean closes;
    private final long startedNanos;
    private final long number;
    private final AtomicInteger onTheWay = new AtomicInteger();
    private volatile boolean over;
    // On the tunnel's loop.
    private Queue<ByteBuf> kept = new ArrayDeque<>(2);
    private int keptBytes;
    private boolean keeping = true;
    private boolean whole = true;
    private boolean requestEnded;
    private long deadlineNanos;
    private @Nullable MirrorLane lane;

    private MirrorCopy(DataPlane plane, MirrorLanes lanes, RoutedRequest request, ByteBufAllocator allocator) {
        this.plane = plane;
        this.lanes = lanes;
        this.allocator = allocator;
        this.method = request.head().method();
        this.target = plane.shorten(request.head().target());
        this.kind = request.kind();
        this.closes = request.closes();
        this.startedNanos = request.startedNanos();
        this.number = plane.nextExchange();
    }

    /** With the bytes that are there. */
    static MirrorCopy start(
            DataPlane plane,
            DataPlane.Port port,
            ByteBufAllocator allocator,
            RoutedRequest request,
            Developer developer) {
        port.metrics().request(Metrics.Route.MIRROR);
        MirrorCopy copy = new MirrorCopy(plane, plane.mirroring().lanes(developer, port.app()), request, allocator);
        copy.start(request.bytes(), request.complete());
        return copy;
    }

    // ---- on the client's event loop ----

    private void start(ByteBuf bytes, boolean complete) {
        ByteBuf first = admit(bytes);
        if (first == null) {
            over = true;
            plane.reportDropped(lanes.developer(), CopyQueue.tooSlow());
        } else {
            lanes.execute(() -> begin(first, complete));
        }
    }

    private @Nullable ByteBuf admit(ByteBuf bytes) {
        if (!plane.mirroring().takeCopy()) {
            return null;
        }
        ByteBuf first = take(bytes, bytes.readerIndex(), bytes.readableBytes());
        if (first == null) {
            plane.mirroring().giveCopyBack();
        }
        return first;
    }

    private @Nullable ByteBuf take(ByteBuf bytes, int index, int length) {
        if (onTheWay.get() + length > ProxyLimits.MIRROR_BYTES_PER_COPY
                || !plane.mirroring().bytes().take(length)) {
            return null;
        }
        onTheWay.addAndGet(length);
        return allocator.buffer(length, length).writeBytes(bytes, index, length);
    }

    @Override
    public void write(ByteBuf bytes, int index, int length) {
        if (length > 0) {
            copy(bytes, index, length, this::add);
        }
    }

    @Override
    public void writeLast(ByteBuf bytes, int index, int length) {
        copy(bytes, index, length, this::addLast);
    }

    private void copy(ByteBuf bytes, int index, int length, Consumer<ByteBuf> add) {
        if (over) {
            return;
        }
        ByteBuf part = take(bytes, index, length);
        lanes.execute(part == null ? () -> drop(CopyQueue.tooSlow()) : () -> add.accept(part));
    }

    @Override
    public void complete() {
        lanes.execute(this::requestEnds);
    }

    @Override
    public void abort() {
        lanes.execute(this::giveUp);
    }

    // ---- on the tunnel's event loop ----

    private void begin(ByteBuf first, boolean complete) {
        keep(first);
        if (complete) {
            requestEnds();
        }
        lanes.place(this);
    }

    private void keep(ByteBuf part) {
        kept.add(part);
        keptBytes += part.readableBytes();
    }

    private void add(ByteBuf part) {
        if (over) {
            arrived(part.readableBytes());
            part.release();
        } else if (lane == null) {
            keep(part);
        } else {
            send(lane, part);
        }
    }

    private void addLast(ByteBuf part) {
        requestEnds();
        add(part);
    }

    /** The developer has the whole request, or will have; what is awaited is only the response. */
    private void requestEnds() {
        requestEnded = true;
        deadlineNanos =
                System.nanoTime() + plane.mirroring().timings().response().toNanos();
    }

    /** From here on its bytes leave at once, after those that have waited. */
    void travel(MirrorLane connected) {
        lane = connected;
        Queue<ByteBuf> parts = kept;
        kept = new ArrayDeque<>(2);
        keptBytes = 0;
        for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
            send(connected, part);
        }
    }

    /** What fits is kept until the answer begins, so that the copy can be sent once more. */
    private void send(MirrorLane to, ByteBuf part) {
        int length = part.readableBytes();
        if (keeping && keptBytes + length <= ProxyLimits.MIRROR_BYTES_KEPT) {
            keep(part);
            to.write(part.retainedDuplicate());
        } else {
            whole = false;
            to.write(part).addListener(written -> arrived(length));
        }
    }

    private void arrived(int length) {
        onTheWay.addAndGet(-length);
        plane.mirroring().bytes().giveBack(length);
    }

    void answerBegins() {
        keeping = false;
        releaseKept();
    }

    private void releaseKept() {
        for (ByteBuf part = kept.poll(); part != null; part = kept.poll()) {
            part.release();
        }
        arrived(keptBytes);
        keptBytes = 0;
    }

    long number() {
        return number;
    }

    ResponseKind kind() {
        return kind;
    }

    boolean isOver() {
        return over;
    }

    /** Whether the request, as far as it goes, ends without an end of its connection. */
    boolean leavesConnectionOpen() {
        return requestEnded && !closes;
    }

    /** Whether it can be sent once more: RFC 9110 section 9.2.2. */
    boolean isRepeatable() {
        return whole && keeping && DeveloperExchange.IDEMPOTENT.contains(method);
    }

    /** Its bytes are kept for the next lane. */
    void leaveLane() {
        lane = null;
    }

    boolean isOverdue(long nowNanos) {
        return requestEnded && nowNanos - deadlineNanos > 0;
    }

    /** The developer's process has answered, or has hung up in place of an answer. */
    void end(@Nullable Integer status) {
        if (!over) {
            finish();
            report(status);
        }
    }

    void drop(DeveloperFailure failure) {
        if (!over) {
            plane.reportDropped(lanes.developer(), failure);
            leave();
        }
    }

    /** The client has gone before its request was complete, or the developer never answered. */
    void giveUp() {
        if (!over) {
            report(lane == null ? null : lane.status());
            leave();
        }
    }

    private void leave() {
        finish();
        if (lane != null) {
            lane.cut();
        }
    }

    private void finish() {
        over = true;
        releaseKept();
        plane.mirroring().giveCopyBack();
    }

    private void report(@Nullable Integer status) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        lanes.developer()
                .report(new Event.Exchange(number, lanes.appPort(), Mode.MIRROR, method, target, status, millis));
    }
}
