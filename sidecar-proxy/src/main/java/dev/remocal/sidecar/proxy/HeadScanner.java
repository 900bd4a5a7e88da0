package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Scans one head up to and including the empty line that ends it: a start line and fields (RFC 9112 section 2.1). */
final class HeadScanner {

    /** The line that requests or responses start with. */
    interface StartLine {

        /** Returns the index after the last byte that was understood or, when there is a reason, that was not. */
        int scan(byte[] bytes, int from, int to);

        boolean isComplete();

        /** Only where it is complete. */
        boolean isHttp10();

        @Nullable OpaqueReason reason();
    }

    private final StartLine line;
    private final FramingFields framing;
    private final FieldScanner fields;
    private int scanned;

    /**
     * @param line reset by its owner, which knows whether it is the first of a connection
     * @param framing is told what the fields say about framing
     */
    HeadScanner(StartLine line, FramingFields framing) {
        this.line = line;
        this.framing = framing;
        this.fields = new FieldScanner(framing);
    }

    /** To be called before every head. */
    void start() {
        scanned = 0;
    }

    boolean isComplete() {
        return line.isComplete() && fields.isComplete();
    }

    @Nullable OpaqueReason reason() {
        OpaqueReason fault = line.isComplete() ? fields.reason() : line.reason();
        boolean tooLarge = scanned == ScannerLimits.MAX_HEAD_BYTES && !isComplete();
        return fault == null && tooLarge ? OpaqueReason.HEAD_TOO_LARGE : fault;
    }

    /** Returns the index after the last byte that was understood or, when there is a reason, that was not. */
    int scan(ByteBuf buffer, int from, int to) {
        int limit = Math.min(to, from + ScannerLimits.MAX_HEAD_BYTES - scanned);
        int index = from;
        while (index < limit && !isComplete() && reason() == null) {
            int length = Math.min(Window.HEAD_BYTES, limit - index);
            int taken = scan(Window.of(buffer, index, length), length);
            index += taken;
            scanned += taken;
        }
        return index;
    }

    private int scan(byte[] bytes, int to) {
        int index = line.isComplete() ? 0 : scanLine(bytes, to);
        return line.isComplete() ? fields.scan(bytes, index, to) : index;
    }

    private int scanLine(byte[] bytes, int to) {
        int index = line.scan(bytes, 0, to);
        if (line.isComplete()) {
            framing.reset(line.isHttp10());
            fields.reset();
        }
        return index;
    }
}
