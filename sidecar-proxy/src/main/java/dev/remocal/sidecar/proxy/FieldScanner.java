package dev.remocal.sidecar.proxy;

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

    /** Of a name that has come in part, with one byte more than any that matters. */
    private final byte[] partOfName = new byte[FramingFields.Name.LONGEST + 1];

    private State state = State.LINE_START;
    private int kept;
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
    int scan(byte[] bytes, int from, int to) {
        int index = from;
        while (index < to && state != State.COMPLETE && state != State.OPAQUE) {
            index = switch (state) {
                case LINE_START -> startLine(bytes, index, to);
                case NAME -> scanName(bytes, index, to);
                case VALUE -> skipValue(bytes, index, to);
                case FRAMING_VALUE -> scanValue(bytes, index, to);
                case LINE_END -> expectLineFeed(bytes, index, State.LINE_START);
                case SECTION_END -> expectLineFeed(bytes, index, State.COMPLETE);
                case COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int startLine(byte[] bytes, int index, int to) {
        byte first = bytes[index];
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
        kept = 0;
        state = State.NAME;
        return scanName(bytes, index, to);
    }

    private int scanName(byte[] bytes, int from, int to) {
        int index = HttpBytes.skipToken(bytes, from, to);
        if (index == to) {
            keep(bytes, from, to);
            return to;
        }
        byte end = bytes[index];
        if (end != ':') {
            return fail(HttpBytes.isBlank(end) ? OpaqueReason.SPACE_BEFORE_COLON : badName(end), index);
        }
        FramingFields.Name known = framing == null ? null : known(bytes, from, index);
        return known == null ? skipValue(bytes, index + 1, to) : startFramingValue(bytes, known, index, to);
    }

    private FramingFields.@Nullable Name known(byte[] bytes, int from, int end) {
        if (kept == 0) {
            return FramingFields.Name.of(bytes, from, end);
        }
        keep(bytes, from, end);
        return FramingFields.Name.of(partOfName, 0, kept);
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = Math.min(to - from, partOfName.length - kept);
        System.arraycopy(bytes, from, partOfName, kept, length);
        kept += length;
    }

    private int startFramingValue(byte[] bytes, FramingFields.Name name, int colon, int to) {
        OpaqueReason ambiguity = Objects.requireNonNull(framing).begin(name);
        if (ambiguity != null) {
            return fail(ambiguity, colon);
        }
        state = State.FRAMING_VALUE;
        return scanValue(bytes, colon + 1, to);
    }

    private int skipValue(byte[] bytes, int from, int to) {
        state = State.VALUE;
        int index = HttpBytes.skipText(bytes, from, to);
        return index == to ? to : endValue(bytes, index, to);
    }

    private int scanValue(byte[] bytes, int from, int to) {
        FramingFields fields = Objects.requireNonNull(framing);
        int end = HttpBytes.skipText(bytes, from, to);
        for (int index = from; index < end; index++) {
            OpaqueReason ambiguity = fields.accept(bytes[index]);
            if (ambiguity != null) {
                return fail(ambiguity, index);
            }
        }
        if (end == to) {
            return to;
        }
        OpaqueReason ambiguity = bytes[end] == HttpBytes.CR ? fields.end() : null;
        return ambiguity == null ? endValue(bytes, end, to) : fail(ambiguity, end);
    }

    private int endValue(byte[] bytes, int index, int to) {
        byte end = bytes[index];
        if (end != HttpBytes.CR) {
            return fail(OpaqueReason.ofByte(end, OpaqueReason.CONTROL_BYTE), index);
        }
        state = State.LINE_END;
        return index + 1 == to ? to : expectLineFeed(bytes, index + 1, State.LINE_START);
    }

    private int expectLineFeed(byte[] bytes, int index, State next) {
        if (bytes[index] != HttpBytes.LF) {
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
