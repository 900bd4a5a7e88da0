package dev.remocal.test.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one response; says whether the connection can carry another. */
final class Response {

    private final OutputStream out;
    private final boolean chunkedAllowed;
    private boolean keepAlive;

    Response(OutputStream out, boolean keepAlive, boolean chunkedAllowed) {
        this.out = out;
        this.keepAlive = keepAlive;
        this.chunkedAllowed = chunkedAllowed;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** The raw stream, for a protocol other than HTTP; the connection ends with it. */
    OutputStream upgrade(String head) throws IOException {
        keepAlive = false;
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return out;
    }

    void json(int status, String body) throws IOException {
        bytes(status, "application/json", (body + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int status, String type, byte[] body) throws IOException {
        try (OutputStream stream = stream(status, type, body.length)) {
            stream.write(body);
        }
    }

    /** A body of known length, or of any length where it is negative: chunked, or to HTTP/1.0 until the end. */
    OutputStream stream(int status, String type, long length) throws IOException {
        boolean chunked = length < 0 && chunkedAllowed;
        keepAlive = keepAlive && (length >= 0 || chunked);
        String framing =
                length >= 0 ? "Content-Length: " + length + "\r\n" : chunked ? "Transfer-Encoding: chunked\r\n" : "";
        String head = "HTTP/1.1 " + status + " " + reason(status) + "\r\nContent-Type: " + type + "\r\n" + framing
                + (keepAlive ? "Connection: keep-alive\r\n" : "Connection: close\r\n") + "\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        return new Stream(out, chunked);
    }

    private static String reason(int status) {
        return status < 300 ? "OK" : status < 500 ? "Bad Request" : "Error";
    }

    private static final class Stream extends OutputStream {

        private final OutputStream out;
        private final boolean chunked;

        Stream(OutputStream out, boolean chunked) {
            this.out = out;
            this.chunked = chunked;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (chunked && length > 0) {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.write(bytes, offset, length);
                out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } else {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            out.flush();
        }
    }
}
