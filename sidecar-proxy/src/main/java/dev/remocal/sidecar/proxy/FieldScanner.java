package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Scans one field section up to and including the empty line that ends it (RFC 9112 section 5). */
final class FieldScanner {

    private enum State {
        LINE_START,
        NAME,
        VALUE,
        FRAMING_VALUE,
        LINE_END,
        SECTION_END,
        COMPLETE,
        OPAQUE
    }

    private final @Nullable FramingFields framing;

    private State state = State.LINE_START;
    private FramingFields.@Nullable Name candidate;
    private int matched;
    private int fields;
    private @Nullable OpaqueReason reason;

    /** For a head: what the fields say about framing is told to {@code framing}. */
    FieldScanner(FramingFields framing) {
        this.framing = framing;
    }

    /** For trailers, which say nothing about framing. */
    FieldScanner() {
        this.framing = null;
    }

    void reset() {
        state = State.LINE_START;
        fields = 0;
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
                case LINE_START -> startLine(buffer, index, to);
                case NAME -> scanName(buffer, index, to);
                case VALUE -> skipValue(buffer, index, to);
                case FRAMING_VALUE -> scanValue(buffer, index, to);
                case LINE_END -> expectLineFeed(buffer, index, State.LINE_START);
                case SECTION_END -> expectLineFeed(buffer, index, State.COMPLETE);
                case COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int startLine(ByteBuf buffer, int index, int to) {
        byte first = buffer.getByte(index);
        if (first == HttpBytes.CR) {
            state = State.SECTION_END;
            return index + 1;
        }
        if (!HttpBytes.isToken(first)) {
            return fail(HttpBytes.isBlank(first) ? OpaqueReason.OBS_FOLD : badName(first), index);
        }
        if (++fields > ScannerLimits.MAX_FIELDS) {
            return fail(OpaqueReason.TOO_MANY_FIELDS, index);
        }
        candidate = framing == null ? null : FramingFields.Name.startingWith(first);
        matched = 1;
        state = State.NAME;
        return scanName(buffer, index + 1, to);
    }

    private int scanName(ByteBuf buffer, int from, int to) {
        int known = candidate == null ? from : followCandidate(buffer, from, to);
        int index = HttpBytes.skipToken(buffer, known, to);
        if (index == to) {
            return to;
        }
        byte end = buffer.getByte(index);
        if (end != ':') {
            return fail(HttpBytes.isBlank(end) ? OpaqueReason.SPACE_BEFORE_COLON : badName(end), index);
        }
        return candidate == null ? skipValue(buffer, index + 1, to) : startFramingValue(buffer, candidate, index, to);
    }

    private int followCandidate(ByteBuf buffer, int from, int to) {
        int index = from;
        while (index < to && candidate != null) {
            byte next = buffer.getByte(index);
            candidate = candidate.follow(matched, next);
            if (candidate == null || next == ':') {
                return index;
            }
            matched++;
            index++;
        }
        return index;
    }

    private int startFramingValue(ByteBuf buffer, FramingFields.Name name, int colon, int to) {
        OpaqueReason ambiguity = Objects.requireNonNull(framing).begin(name);
        if (ambiguity != null) {
            return fail(ambiguity, colon);
        }
        state = State.FRAMING_VALUE;
        return scanValue(buffer, colon + 1, to);
    }

    private int skipValue(ByteBuf buffer, int from, int to) {
        state = State.VALUE;
        int index = HttpBytes.skipText(buffer, from, to);
        return index == to ? to : endValue(buffer, index, to);
    }

    private int scanValue(ByteBuf buffer, int from, int to) {
        FramingFields fields = Objects.requireNonNull(framing);
        int end = HttpBytes.skipText(buffer, from, to);
        for (int index = from; index < end; index++) {
            OpaqueReason ambiguity = fields.accept(buffer.getByte(index));
            if (ambiguity != null) {
                return fail(ambiguity, index);
            }
        }
        if (end == to) {
            return to;
        }
        OpaqueReason ambiguity = buffer.getByte(end) == HttpBytes.CR ? fields.end() : null;
        return ambiguity == null ? endValue(buffer, end, to) : fail(ambiguity, end);
    }

    private int endValue(ByteBuf buffer, int index, int to) {
        byte end = buffer.getByte(index);
        if (end != HttpBytes.CR) {
            return fail(OpaqueReason.ofByte(end, OpaqueReason.CONTROL_BYTE), index);
        }
        state = State.LINE_END;
        return index + 1 == to ? to : expectLineFeed(buffer, index + 1, State.LINE_START);
    }

    private int expectLineFeed(ByteBuf buffer, int index, State next) {
        if (buffer.getByte(index) != HttpBytes.LF) {
            return fail(OpaqueReason.BARE_CR, index);
        }
        state = next;
        return index + 1;
    }

    private static OpaqueReason badName(byte unexpected) {
        return OpaqueReason.ofByte(unexpected, OpaqueReason.BAD_FIELD_NAME);
    }

    private int fail(OpaqueReason why, int index) {
        reason = why;
        state = State.OPAQUE;
        return index + 1;
    }
}
