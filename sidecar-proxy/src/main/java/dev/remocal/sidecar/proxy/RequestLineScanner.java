package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.Nullable;

/** Scans one request line up to and including its line end (RFC 9112 section 3). */
final class RequestLineScanner implements HeadScanner.StartLine {

    private enum State {
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        VERSION_END,
        LINE_END,
        COMPLETE,
        OPAQUE
    }

    private static final byte TLS_HANDSHAKE = 0x16;

    private static final long HEAD = packed("HEAD");
    private static final long CONNECT = packed("CONNECT");
    private static final long PRI = packed("PRI");
    private static final long LOWER_CASE = 0x2020202020202020L;

    private final VersionScanner version = new VersionScanner(OpaqueReason.BAD_REQUEST_LINE);

    private State state = State.METHOD;
    private boolean firstOfConnection = true;
    private long method;
    private int methodLength;
    private @Nullable OpaqueReason reason;

    /** To be called before every line but the first of a connection. */
    void reset() {
        state = State.METHOD;
        firstOfConnection = false;
        method = 0;
        methodLength = 0;
        version.reset();
    }

    @Override
    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Override
    public @Nullable OpaqueReason reason() {
        return reason;
    }

    /** Whether it has named a version of HTTP that is followed, whatever comes behind it. */
    boolean isHttp() {
        return version.isComplete();
    }

    boolean isHead() {
        return method == HEAD && methodLength == 4;
    }

    boolean isConnect() {
        return method == CONNECT && methodLength == 7;
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
                case METHOD -> scanMethod(bytes[index], index);
                case TARGET_START -> startTarget(bytes[index], index);
                case TARGET -> scanTarget(bytes, index, to);
                case VERSION -> scanVersion(bytes, index, to);
                case VERSION_END -> endVersion(bytes[index], index);
                case LINE_END -> endLine(bytes[index], index);
                case COMPLETE, OPAQUE -> index;
            };
        }
        return index;
    }

    private int scanMethod(byte next, int index) {
        if (next == HttpBytes.SP && methodLength > 0) {
            state = State.TARGET_START;
            return isMiscased() ? fail(OpaqueReason.BAD_REQUEST_LINE, index) : index + 1;
        }
        if (!HttpBytes.isToken(next)) {
            return fail(firstOfConnection ? otherProtocol(next) : badLine(next), index);
        }
        if (++methodLength > ScannerLimits.MAX_METHOD_BYTES) {
            return fail(OpaqueReason.METHOD_TOO_LONG, index);
        }
        method = (method << Byte.SIZE) | next;
        return index + 1;
    }

    /** Methods are case-sensitive, but a server that thinks otherwise frames the answers to these two differently. */
    private boolean isMiscased() {
        long lower = method | LOWER_CASE;
        return (methodLength == 4 && method != HEAD && lower == (HEAD | LOWER_CASE))
                || (methodLength == 7 && method != CONNECT && lower == (CONNECT | LOWER_CASE));
    }

    private OpaqueReason otherProtocol(byte next) {
        return next == TLS_HANDSHAKE && methodLength == 0 ? OpaqueReason.TLS : OpaqueReason.NOT_HTTP;
    }

    private int startTarget(byte first, int index) {
        if (!HttpBytes.isVisible(first)) {
            return fail(badLine(first), index);
        }
        state = State.TARGET;
        return index + 1;
    }

    private int scanTarget(byte[] bytes, int from, int to) {
        int index = HttpBytes.skipVisible(bytes, from, to);
        if (index == to) {
            return to;
        }
        byte end = bytes[index];
        if (end != HttpBytes.SP) {
            return fail(badLine(end), index);
        }
        state = State.VERSION;
        return index + 1;
    }

    private int scanVersion(byte[] bytes, int from, int to) {
        int index = version.scan(bytes, from, to);
        OpaqueReason fault = version.reason();
        if (fault != null) {
            boolean preface = firstOfConnection && version.isHttp2() && method == PRI && methodLength == 3;
            return fail(preface ? OpaqueReason.HTTP2_PREFACE : fault, index - 1);
        }
        if (version.isComplete()) {
            state = State.VERSION_END;
        }
        return index;
    }

    private int endVersion(byte next, int index) {
        state = State.LINE_END;
        return next == HttpBytes.CR ? index + 1 : fail(badLine(next), index);
    }

    private int endLine(byte next, int index) {
        state = State.COMPLETE;
        return next == HttpBytes.LF ? index + 1 : fail(OpaqueReason.BARE_CR, index);
    }

    private static OpaqueReason badLine(byte unexpected) {
        return OpaqueReason.ofByte(unexpected, OpaqueReason.BAD_REQUEST_LINE);
    }

    private int fail(OpaqueReason why, int index) {
        reason = why;
        state = State.OPAQUE;
        return index + 1;
    }

    private static long packed(String method) {
        return method.chars().asLongStream().reduce(0, (bytes, next) -> (bytes << Byte.SIZE) | next);
    }
}
