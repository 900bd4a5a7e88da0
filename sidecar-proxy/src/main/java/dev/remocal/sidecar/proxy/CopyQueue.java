package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bytes of one copy on their way to a developer: bounded, and never waited for. */
final class CopyQueue {

    private final ByteBudget budget;
    private final Channel client;
    private final Queue<ByteBuf> queue = new ArrayDeque<>(2);
    private final AtomicInteger onTheWay = new AtomicInteger();
    private @Nullable DeveloperStream stream;

    static DeveloperFailure tooSlow() {
        return new DeveloperFailure(
                FailureCode.QUEUE_FULL,
                "A mirrored copy was dropped because the local process or the tunnel is too slow.");
    }

    static DeveloperFailure tooMany() {
        return new DeveloperFailure(
                FailureCode.QUEUE_FULL,
                "A mirrored copy was dropped because the sidecar makes "
                        + ProxyLimits.UNPOOLED_COPIES_PER_SECOND
                        + " copies of HTTP/2 requests and connections a second; ask for a part of them with --sample.");
    }

    CopyQueue(ByteBudget budget, Channel client) {
        this.budget = budget;
        this.client = client;
    }

    /** Copies the bytes, or none of them where the developer is too slow. */
    boolean offer(ByteBuf bytes, int index, int length) {
        if (onTheWay.get() + length > ProxyLimits.MIRROR_BYTES_PER_COPY || !budget.take(length)) {
            return false;
        }
        onTheWay.addAndGet(length);
        ByteBuf copy = client.alloc().buffer(length, length).writeBytes(bytes, index, length);
        if (stream == null) {
            queue.add(copy);
        } else {
            send(stream, copy);
        }
        return true;
    }

    /** From here on bytes leave at once, after those that have waited. */
    void connect(DeveloperStream connected) {
        stream = connected;
        for (ByteBuf copy = queue.poll(); copy != null; copy = queue.poll()) {
            send(connected, copy);
        }
    }

    private void send(DeveloperStream to, ByteBuf copy) {
        int length = copy.readableBytes();
        to.write(copy).addListener(written -> arrived(length));
    }

    private void arrived(int length) {
        onTheWay.addAndGet(-length);
        budget.giveBack(length);
    }

    /** Lets go of what has not left yet. */
    void release() {
        for (ByteBuf copy = queue.poll(); copy != null; copy = queue.poll()) {
            arrived(copy.readableBytes());
            copy.release();
        }
    }
}
