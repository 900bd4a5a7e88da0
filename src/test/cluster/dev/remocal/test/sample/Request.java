package dev.remocal.test.sample;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as it came over the wire: its head byte for byte, its body still to be read. */
final class Request {

    private static final int MAX_HEAD_BYTES = 256 * 1024;

    private final byte[] head;
    private final List<String> lines;
    private final Body body;

    private Request(byte[] head, List<String> lines, Body body) {
        this.head = head;
        this.lines = lines;
        this.body = body;
    }

    /** Empty where the connection has ended between requests. */
    static Optional<Request> read(InputStream in, Runnable beforeBody) throws IOException {
        byte[] buffer = new byte[1024];
        int length = 0;
        while (length < 4 || !endsHead(buffer, length)) {
            int next = in.read();
            if (next < 0) {
                if (length == 0) {
                    return Optional.empty();
                }
                throw new EOFException("connection ended inside a request head");
            }
            if (length == MAX_HEAD_BYTES) {
                throw new IOException("request head over " + MAX_HEAD_BYTES + " bytes");
            }
            if (length == buffer.length) {
                buffer = java.util.Arrays.copyOf(buffer, 2 * length);
            }
            buffer[length++] = (byte) next;
        }
        byte[] head = java.util.Arrays.copyOf(buffer, length);
        List<String> lines = List.of(new String(head, StandardCharsets.ISO_8859_1).split("\r\n"));
        Body body = new Body(in, bodyLength(lines), beforeBody);
        return Optional.of(new Request(head, lines, body));
    }

    private static boolean endsHead(byte[] buffer, int length) {
        return buffer[length - 1] == '\n'
                && buffer[length - 2] == '\r'
                && buffer[length - 3] == '\n'
                && buffer[length - 4] == '\r';
    }

    private static long bodyLength(List<String> lines) {
        if ("chunked".equalsIgnoreCase(find(lines, "transfer-encoding"))) {
            return Body.CHUNKED;
        }
        String length = find(lines, "content-length");
        return length == null ? 0 : Long.parseLong(length);
    }

    private static @Nullable String find(List<String> lines, String name) {
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return null;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(find(lines, name));
    }

    boolean headerHas(String name, String token) {
        return header(name)
                .map(value -> value.toLowerCase(java.util.Locale.ROOT).contains(token))
                .orElse(false);
    }

    String method() {
        return lines.getFirst().split(" ", 3)[0];
    }

    String target() {
        return lines.getFirst().split(" ", 3)[1];
    }

    String path() {
        return target().split("\\?", 2)[0];
    }

    boolean isHttp10() {
        return lines.getFirst().endsWith("HTTP/1.0");
    }

    boolean keepsAlive() {
        return isHttp10() ? headerHas("connection", "keep-alive") : !headerHas("connection", "close");
    }

    /** Header lines in their order, as they were sent. */
    List<String> headerLines() {
        return new ArrayList<>(lines.subList(1, lines.size()));
    }

    byte[] head() {
        return head.clone();
    }

    Body body() {
        return body;
    }

    Optional<String> query(String name) {
        String[] parts = target().split("\\?", 2);
        if (parts.length == 2) {
            for (String pair : parts[1].split("&", -1)) {
                String[] nameAndValue = pair.split("=", 2);
                if (nameAndValue[0].equals(name)) {
                    String value = nameAndValue.length == 2 ? nameAndValue[1] : "";
                    return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }

    long number(String name, long otherwise) {
        return query(name).map(Long::parseLong).orElse(otherwise);
    }
}
