package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was sent to a developer, kept for the app as long as the developer may still turn out not to have taken it. */
final class Replay {

    /** Where it is not known how much will come. */
    static final int SMALL = 256;

    private final ByteBudget budget;
    private @Nullable ByteBuf bytes;

    Replay(ByteBudget budget, ByteBufAllocator allocator, int initialCapacity) {
        this.budget = budget;
        this.bytes = allocator.buffer(initialCapacity);
    }

    /** Whether every byte is here. */
    boolean isWhole() {
        return bytes != null;
    }

    boolean fits(ByteBuf part) {
        return size() + part.readableBytes() <= ProxyLimits.REPLAY_BYTES_PER_EXCHANGE && !budget.isExhausted();
    }

    boolean hasRoom() {
        return size() < ProxyLimits.REPLAY_BYTES_PER_EXCHANGE && !budget.isExhausted();
    }

    int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Adds the part and leaves it to the caller. */
    void keep(ByteBuf part) {
        budget.charge(part.readableBytes());
        whole().writeBytes(part, part.readerIndex(), part.readableBytes());
    }

    ByteBuf copy() {
        return whole().copy();
    }

    ByteBuf take() {
        ByteBuf taken = whole();
        budget.giveBack(taken.readableBytes());
        bytes = null;
        return taken;
    }

    void forget() {
        if (bytes != null) {
            take().release();
        }
    }

    private ByteBuf whole() {
        return Objects.requireNonNull(bytes);
    }
}
