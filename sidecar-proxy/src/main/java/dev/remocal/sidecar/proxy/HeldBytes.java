package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client has sent and nobody was given yet: the start of a head, or requests sent ahead of their turn. */
final class HeldBytes {

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf held;

    HeldBytes(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return held == null;
    }

    void append(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
        } else {
            held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, held, bytes);
        }
    }

    void prepend(ByteBuf bytes) {
        ByteBuf rest = held;
        held = null;
        append(bytes);
        if (rest != null) {
            append(rest);
        }
    }

    /** For a look; stays held. */
    ByteBuf peek() {
        return Objects.requireNonNull(held);
    }

    ByteBuf takeAll() {
        ByteBuf bytes = Objects.requireNonNull(held);
        held = null;
        return bytes;
    }

    ByteBuf take(int length) {
        ByteBuf bytes = takeAll();
        ByteBuf part = bytes.readRetainedSlice(length);
        append(bytes);
        return part;
    }

    void release() {
        if (held != null) {
            takeAll().release();
        }
    }
}
