package dev.remocal.sidecar.proxy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Scans {@code HTTP/1.1} or {@code HTTP/1.0} (RFC 9112 section 2.3). */
final class VersionScanner {

    private static final byte[] START = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final int MAJOR_AT = "HTTP/".length();
    private static final int LENGTH = "HTTP/1.1".length();

    private static final long HTTP_1_1 = (long) HttpBytes.LONG.get("HTTP/1.1".getBytes(StandardCharsets.US_ASCII), 0);
    private static final long HTTP_1_0 = (long) HttpBytes.LONG.get("HTTP/1.0".getBytes(StandardCharsets.US_ASCII), 0);

    private final OpaqueReason badLine;

    private int matched;
    private boolean http10;
    private boolean http2;
    private @Nullable OpaqueReason reason;

    /** Tells {@code badLine} where there is no version at all. */
    VersionScanner(OpaqueReason badLine) {
        this.badLine = badLine;
    }

    void reset() {
        matched = 0;
    }

    boolean isComplete() {
        return matched == LENGTH;
    }

    boolean isHttp10() {
        return http10;
    }

    /** Whether the reason is that this is HTTP/2. */
    boolean isHttp2() {
        return http2;
    }

    @Nullable OpaqueReason reason() {
        return reason;
    }

    /** Returns the index after the last byte that was understood or, when there is a reason, that was not. */
    int scan(byte[] bytes, int from, int to) {
        if (matched == 0 && to - from >= LENGTH && isKnown((long) HttpBytes.LONG.get(bytes, from))) {
            matched = LENGTH;
            return from + LENGTH;
        }
        int index = from;
        while (index < to && matched < LENGTH && reason == null) {
            accept(bytes[index++]);
        }
        return index;
    }

    private boolean isKnown(long version) {
        http10 = version == HTTP_1_0;
        return http10 || version == HTTP_1_1;
    }

    private void accept(byte next) {
        boolean known = matched < START.length ? next == START[matched] : next == '0' || next == '1';
        if (known) {
            http10 = next == '0';
            matched++;
        } else {
            boolean digit = matched >= MAJOR_AT && matched != MAJOR_AT + 1 && HttpBytes.isDigit(next);
            http2 = matched == MAJOR_AT && next == '2';
            reason = digit ? OpaqueReason.UNSUPPORTED_VERSION : OpaqueReason.ofByte(next, badLine);
        }
    }
}
