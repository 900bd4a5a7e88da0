package dev.remocal.sidecar.proxy;

/** Where the scanners stop following a connection; the bytes beyond go to the app all the same. */
final class ScannerLimits {

    /** Bytes of a request or response head: well over what servers accept by default (Tomcat 8 KiB, Node 16 KiB). */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** Fields in a head or in trailers: over the 100 that the strictest common servers accept. */
    static final int MAX_FIELDS = 256;

    /** Bytes of a method: the longest registered one (UPDATEREDIRECTREF) has 17, so more is another protocol. */
    static final int MAX_METHOD_BYTES = 32;

    /** Digits of a Content-Length: as many as always fit a signed 64-bit number. */
    static final int MAX_CONTENT_LENGTH_DIGITS = 18;

    /** Hexadecimal digits of a chunk size: as many as always fit a signed 64-bit number. */
    static final int MAX_CHUNK_SIZE_DIGITS = 15;

    /** Bytes of a chunk's size line: room for extensions, which hardly anybody uses. */
    static final int MAX_CHUNK_LINE_BYTES = 1024;

    /** Bytes of a trailer section: trailers carry digests and a status, not a second head. */
    static final int MAX_TRAILER_BYTES = 16 * 1024;

    private ScannerLimits() {}
}
