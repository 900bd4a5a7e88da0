package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Scans one status line up to and including its line end (RFC 9112 section 4). The space after the status may be
 * missing where there is no reason phrase: many servers leave it out and every client takes it.
 */
final class StatusLineScanner implements HeadScanner.StartLine {

    private enum State {
        VERSION,
        VERSION_END,
        STATUS,
        STATUS_END,
        REASON,
        LINE_END,
        COMPLETE,
        OPAQUE
    }

    private static final int FIRST_STATUS = 100;

    private final VersionScanner version = new VersionScanner(OpaqueReason.BAD_STATUS_LINE);

    private State state = State.VERSION;
    private int status;
    private @Nullable OpaqueReason reason;

    void reset() {
        state = State.VERSION;
        version.reset();
        status = 0;
    }

    @Override
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Override
    public @Nullable OpaqueReason reason() {
        return reason;
    }

    /** 0 before its last digit. */
    int status() {
        return status < FIRST_STATUS ? 0 : status;
    }

    @Override
    public boolean isHttp10() {
        return version.isHttp10();
    }

    @Override
    public int scan(byte[] bytes, int from, int to) {
        int index = from;
        while (index < to && state != State.COMPLETE && state != State.OPAQUE) {
            index = switch (state) {
                case VERSION -> scanVersion(bytes, index, to);
                case VERSION_END -> endVersion(bytes[index], index);
                case STATUS -> scanStatus(bytes[index], index);
                case STATUS_END -> endStatus(bytes[index], index);
                case REASON -> skipReason(bytes, index, to);
                case LINE_END -> endLine(bytes[index], index);
                case COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int scanVersion(byte[] bytes, int from, int to) {
        int index = version.scan(bytes, from, to);
        OpaqueReason fault = version.reason();
        if (fault != null) {
            return fail(fault, index - 1);
        }
        if (version.isComplete()) {
            state = State.VERSION_END;
        }
        return index;
    }

    private int endVersion(byte next, int index) {
        state = State.STATUS;
        return next == HttpBytes.SP ? index + 1 : fail(badLine(next), index);
    }

    private int scanStatus(byte next, int index) {
        if (!HttpBytes.isDigit(next) || (status == 0 && next == '0')) {
            return fail(badLine(next), index);
        }
        status = status * 10 + next - '0';
        if (status >= FIRST_STATUS) {
            state = State.STATUS_END;
        }
        return index + 1;
    }

    private int endStatus(byte next, int index) {
        if (next == HttpBytes.SP) {
            state = State.REASON;
            return index + 1;
        }
        state = State.LINE_END;
        return next == HttpBytes.CR ? index + 1 : fail(badLine(next), index);
    }

    private int skipReason(byte[] bytes, int from, int to) {
        int index = HttpBytes.skipText(bytes, from, to);
        if (index == to) {
            return to;
        }
        byte end = bytes[index];
        state = State.LINE_END;
        return end == HttpBytes.CR ? index + 1 : fail(OpaqueReason.ofByte(end, OpaqueReason.CONTROL_BYTE), index);
    }

    private int endLine(byte next, int index) {
        state = State.COMPLETE;
        return next == HttpBytes.LF ? index + 1 : fail(OpaqueReason.BARE_CR, index);
    }

    private static OpaqueReason badLine(byte unexpected) {
        return OpaqueReason.ofByte(unexpected, OpaqueReason.BAD_STATUS_LINE);
    }

    private int fail(OpaqueReason why, int index) {
        reason = why;
        state = State.OPAQUE;
        return index + 1;
    }
}
