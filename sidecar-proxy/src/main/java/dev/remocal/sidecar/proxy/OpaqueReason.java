package dev.remocal.sidecar.proxy;

import java.util.Locale;

/** Why a connection is no longer read as HTTP/1.x but piped to the app as it is, for the rest of its life. */
enum OpaqueReason {
    NOT_HTTP("The connection does not start with an HTTP request"),
    TLS("The connection starts with a TLS handshake"),
    HTTP2_PREFACE("The connection starts with the HTTP/2 preface"),
    BROKEN_HTTP2("A connection with the HTTP/2 preface does not go on as HTTP/2"),
    BAD_REQUEST_LINE("A request line is not 'method target version'"),
    METHOD_TOO_LONG("A method is longer than " + ScannerLimits.MAX_METHOD_BYTES + " bytes"),
    UNSUPPORTED_VERSION("A message has a version other than HTTP/1.0 and HTTP/1.1"),
    BAD_STATUS_LINE("A status line is not 'version status reason'"),
    BARE_CR("A carriage return stands without a line feed"),
    BARE_LF("A line feed stands without a carriage return"),
    NUL_BYTE("A head or trailer contains a NUL byte"),
    CONTROL_BYTE("A head, trailer or chunk extension contains a control byte"),
    SPACE_BEFORE_COLON("A field name is followed by white space"),
    OBS_FOLD("A field line starts with white space, so it may continue the line before"),
    BAD_FIELD_NAME("A field line does not start with a name and a colon"),
    TOO_MANY_FIELDS("A head or trailer has more than " + ScannerLimits.MAX_FIELDS + " fields"),
    HEAD_TOO_LARGE("A head is longer than " + ScannerLimits.MAX_HEAD_BYTES + " bytes"),
    BAD_CONTENT_LENGTH(
            "A Content-Length is not a number of up to " + ScannerLimits.MAX_CONTENT_LENGTH_DIGITS + " digits"),
    DUPLICATE_CONTENT_LENGTH("A message has two Content-Length fields"),
    CONTENT_LENGTH_AND_TRANSFER_ENCODING("A message has both Content-Length and Transfer-Encoding"),
    TRANSFER_ENCODING_NOT_CHUNKED("A Transfer-Encoding is not exactly 'chunked'"),
    TRANSFER_ENCODING_IN_HTTP10("An HTTP/1.0 message has a Transfer-Encoding"),
    BODY_NOT_ALLOWED("A CONNECT request, a 1xx or a 204 response announces a body"),
    BAD_CHUNK_SIZE("A chunk does not start with its size in hexadecimal digits"),
    CHUNK_SIZE_OVERFLOW("A chunk size has more than " + ScannerLimits.MAX_CHUNK_SIZE_DIGITS + " digits"),
    CHUNK_LINE_TOO_LONG("A chunk's size line is longer than " + ScannerLimits.MAX_CHUNK_LINE_BYTES + " bytes"),
    BAD_CHUNK_ENDING("A chunk's data is not followed by a line end"),
    TRAILER_TOO_LARGE("A trailer section is longer than " + ScannerLimits.MAX_TRAILER_BYTES + " bytes"),
    UNSOLICITED_RESPONSE("The app sent a response that no request asked for"),
    SLOW_HEAD("A request head was not complete after " + ProxyLimits.HEAD_TIMEOUT.toSeconds() + " s"),
    MEMORY_SCARCE("A head was incomplete while memory was scarce, because many peers read slowly"),
    PIPELINE_TOO_DEEP("More than " + ProxyLimits.PIPELINE_DEPTH + " requests were sent ahead of their responses");

    private static final String CONSEQUENCE =
            "; this connection goes to the app as it is and cannot be diverted or mirrored, the next one is read afresh.";

    private static final String NEXT_STEP =
            "; this connection goes to the app as it is, a session with --all gets such connections whole.";

    private final String finding;

    OpaqueReason(String finding) {
        this.finding = finding;
    }

    /** The name on the wire and in metrics: {@code bare-lf}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String sentence() {
        return finding
                + switch (this) {
                    case NOT_HTTP, TLS -> NEXT_STEP;
                    default -> CONSEQUENCE;
                };
    }

    /** The reason for a byte that must not stand where it does: its own where it has one. */
    static OpaqueReason ofByte(byte unexpected, OpaqueReason otherwise) {
        return switch (unexpected) {
            case HttpBytes.LF -> BARE_LF;
            case 0 -> NUL_BYTE;
            default -> otherwise;
        };
    }
}
