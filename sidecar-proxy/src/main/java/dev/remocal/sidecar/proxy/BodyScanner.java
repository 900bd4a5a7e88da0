package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Follows one body to its end: a number of bytes (RFC 9112 section 6.2) or chunks and trailers (section 7.1). */
final class BodyScanner {

    private enum State {
        BYTES,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_LINE_END,
        CHUNK_DATA,
        CHUNK_END_CR,
        CHUNK_END_LF,
        TRAILERS,
        COMPLETE,
        OPAQUE
    }

    private static final byte[] HEX_VALUES = hexValues();

    private final FieldScanner trailers = new FieldScanner();

    private State state = State.COMPLETE;
    private long remaining;
    private int digits;
    private int lineBytes;
    private @Nullable OpaqueReason reason;

    void expectBytes(long length) {
        remaining = length;
        state = length == 0 ? State.COMPLETE : State.BYTES;
    }

    void expectChunks() {
        startChunk();
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Nullable OpaqueReason reason() {
        return reason;
    }

    /** Returns the index after the last byte that was understood or, when there is a reason, that was not. */
    int scan(ByteBuf buffer, int from, int to) {
        int index = from;
        while (index < to && state != State.COMPLETE && state != State.OPAQUE) {
            index = switch (state) {
                case BYTES -> skipBytes(index, to, State.COMPLETE);
                case CHUNK_SIZE -> scanSize(buffer.getByte(index), index);
                case CHUNK_EXTENSION -> skipExtension(buffer, index, to);
                case CHUNK_LINE_END -> endChunkLine(buffer.getByte(index), index);
                case CHUNK_DATA -> skipBytes(index, to, State.CHUNK_END_CR);
                case CHUNK_END_CR -> endChunkData(buffer.getByte(index), index);
                case CHUNK_END_LF -> endChunk(buffer.getByte(index), index);
                case TRAILERS -> scanTrailers(buffer, index, to);
                case COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int skipBytes(int index, int to, State next) {
        long skipped = Math.min(remaining, to - index);
        remaining -= skipped;
        if (remaining == 0) {
            state = next;
        }
        return index + (int) skipped;
    }

    private void startChunk() {
        remaining = 0;
        digits = 0;
        lineBytes = 0;
        state = State.CHUNK_SIZE;
    }

    private int scanSize(byte next, int index) {
        int value = HEX_VALUES[next & 0xff];
        if (value < 0) {
            return digits == 0 ? fail(badSize(next), index) : endSize(next, index);
        }
        if (++digits > ScannerLimits.MAX_CHUNK_SIZE_DIGITS) {
            return fail(OpaqueReason.CHUNK_SIZE_OVERFLOW, index);
        }
        remaining = (remaining << 4) | value;
        return index + 1;
    }

    private int endSize(byte next, int index) {
        if (next == ';') {
            lineBytes = digits + 1;
            state = State.CHUNK_EXTENSION;
            return index + 1;
        }
        state = State.CHUNK_LINE_END;
        return next == HttpBytes.CR ? index + 1 : fail(badSize(next), index);
    }

    private int skipExtension(ByteBuf buffer, int from, int to) {
        int limit = Math.min(to, from + ScannerLimits.MAX_CHUNK_LINE_BYTES - lineBytes);
        int index = HttpBytes.skipText(buffer, from, limit);
        lineBytes += index - from;
        if (lineBytes == ScannerLimits.MAX_CHUNK_LINE_BYTES) {
            return fail(OpaqueReason.CHUNK_LINE_TOO_LONG, index - 1);
        }
        if (index == to) {
            return to;
        }
        byte end = buffer.getByte(index);
        state = State.CHUNK_LINE_END;
        return end == HttpBytes.CR ? index + 1 : fail(OpaqueReason.ofByte(end, OpaqueReason.CONTROL_BYTE), index);
    }

    private int endChunkLine(byte next, int index) {
        if (next != HttpBytes.LF) {
            return fail(OpaqueReason.BARE_CR, index);
        }
        if (remaining > 0) {
            state = State.CHUNK_DATA;
        } else {
            startTrailers();
        }
        return index + 1;
    }

    private int endChunkData(byte next, int index) {
        state = State.CHUNK_END_LF;
        return next == HttpBytes.CR ? index + 1 : fail(OpaqueReason.BAD_CHUNK_ENDING, index);
    }

    private int endChunk(byte next, int index) {
        startChunk();
        return next == HttpBytes.LF ? index + 1 : fail(OpaqueReason.BAD_CHUNK_ENDING, index);
    }

    private void startTrailers() {
        trailers.reset();
        lineBytes = 0;
        state = State.TRAILERS;
    }

    private int scanTrailers(ByteBuf buffer, int from, int to) {
        int limit = Math.min(to, from + ScannerLimits.MAX_TRAILER_BYTES - lineBytes);
        int index = trailers.scan(buffer, from, limit);
        lineBytes += index - from;
        OpaqueReason fault = trailers.reason();
        if (fault != null) {
            return fail(fault, index - 1);
        }
        if (trailers.isComplete()) {
            state = State.COMPLETE;
        } else if (lineBytes == ScannerLimits.MAX_TRAILER_BYTES) {
            return fail(OpaqueReason.TRAILER_TOO_LARGE, index - 1);
        }
        return index;
    }

    private static OpaqueReason badSize(byte unexpected) {
        return OpaqueReason.ofByte(unexpected, OpaqueReason.BAD_CHUNK_SIZE);
    }

    private int fail(OpaqueReason why, int index) {
        reason = why;
        state = State.OPAQUE;
        return index + 1;
    }

    private static byte[] hexValues() {
        byte[] values = new byte[256];
        for (int character = 0; character < values.length; character++) {
            values[character] = (byte) (character < 128 ? Character.digit(character, 16) : -1);
        }
        return values;
    }
}
