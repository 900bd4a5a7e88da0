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
        while (index < to && !isOver()) {
            if (isInData()) {
                index = skipData(index, to);
            } else {
                int length = Math.min(Window.CHUNK_BYTES, to - index);
                index += scanBetweenData(Window.of(buffer, index, length), length);
            }
        }
        return index;
    }

    private boolean isOver() {
        return state == State.COMPLETE || state == State.OPAQUE;
    }

    private boolean isInData() {
        return state == State.BYTES || state == State.CHUNK_DATA;
    }

    private int scanBetweenData(byte[] bytes, int to) {
        int index = 0;
        while (index < to && !isInData() && !isOver()) {
            index = switch (state) {
                case CHUNK_SIZE -> scanSize(bytes[index], index);
                case CHUNK_EXTENSION -> skipExtension(bytes, index, to);
                case CHUNK_LINE_END -> endChunkLine(bytes[index], index);
                case CHUNK_END_CR -> endChunkData(bytes[index], index);
                case CHUNK_END_LF -> endChunk(bytes[index], index);
                case TRAILERS -> scanTrailers(bytes, index, to);
                case BYTES, CHUNK_DATA, COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int skipData(int index, int to) {
        long skipped = Math.min(remaining, to - index);
        remaining -= skipped;
        if (remaining == 0) {
            state = state == State.BYTES ? State.COMPLETE : State.CHUNK_END_CR;
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

    private int skipExtension(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + ScannerLimits.MAX_CHUNK_LINE_BYTES - lineBytes);
        int index = HttpBytes.skipText(bytes, from, limit);
        lineBytes += index - from;
        if (lineBytes == ScannerLimits.MAX_CHUNK_LINE_BYTES) {
            return fail(OpaqueReason.CHUNK_LINE_TOO_LONG, index - 1);
        }
        if (index == to) {
            return to;
        }
        byte end = bytes[index];
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

    private int scanTrailers(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + ScannerLimits.MAX_TRAILER_BYTES - lineBytes);
        int index = trailers.scan(bytes, from, limit);
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
