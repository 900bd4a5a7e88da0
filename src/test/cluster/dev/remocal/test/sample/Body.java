package dev.remocal.test.sample;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A request body: its content, and (up to a limit) the bytes as they were framed on the wire. */
final class Body extends InputStream {

    static final long CHUNKED = -1;

    /** Enough for the byte-exact tests; a body of 100 MB must not be kept. */
    private static final int MAX_RAW_BYTES = 1024 * 1024;

    private final InputStream in;
    private final boolean chunked;
    private final Runnable beforeFirstByte;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private boolean begun;
    private boolean ended;
    private long left;

    Body(InputStream in, long length, Runnable beforeFirstByte) {
        this.in = in;
        this.chunked = length == CHUNKED;
        this.left = chunked ? 0 : length;
        this.ended = length == 0;
        this.beforeFirstByte = beforeFirstByte;
    }

    boolean chunked() {
        return chunked;
    }

    /** What follows on the connection once it has been upgraded to another protocol. */
    InputStream connection() {
        return in;
    }

    /** The body as framed on the wire; complete once it has been read to its end. */
    byte[] raw() {
        return raw.toByteArray();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        begin();
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("connection ended inside a request body, " + left + " bytes missing");
        }
        keep(buffer, offset, read);
        left -= read;
        if (left == 0 && chunked) {
            line();
        } else if (left == 0) {
            ended = true;
        }
        return read;
    }

    private void begin() {
        if (!begun && !ended) {
            begun = true;
            beforeFirstByte.run();
        }
    }

    private void nextChunk() throws IOException {
        left = Long.parseLong(line().split(";", 2)[0].strip(), 16);
        if (left == 0) {
            String trailer = line();
            while (!trailer.isEmpty()) {
                trailer = line();
            }
            ended = true;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        line.write('\n');
        keep(line.toByteArray(), 0, line.size());
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (raw.size() + length <= MAX_RAW_BYTES) {
            raw.write(bytes, offset, length);
        }
    }
}
