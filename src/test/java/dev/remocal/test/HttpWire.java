package dev.remocal.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One HTTP/1.1 connection whose bytes the test decides itself, and that it can therefore vouch for. */
final class HttpWire implements AutoCloseable {

    /** Longer than any answer takes on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Socket socket = new Socket();
    private final InputStream in;

    /** A whole response. */
    static final class Answer {

        private final String head;
        private final byte[] body;

        private Answer(String head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        Optional<String> header(String name) {
            return find(head, name);
        }

        boolean closes() {
            return header("connection").filter("close"::equalsIgnoreCase).isPresent();
        }

        byte[] body() {
            return body;
        }

        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        String servedBy() {
            return Json.text(text(), "/servedBy");
        }
    }

    private static Optional<String> find(String head, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    HttpWire(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.connect(address, (int) TIMEOUT.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    HttpWire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    HttpWire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A GET, with the header of a developer's key where there is one. */
    Answer get(String target, Optional<String> key) throws IOException {
        return send(request("GET", target, key) + "\r\n").receive();
    }

    /** The start of a request, up to the place where more header fields may follow. */
    static String request(String method, String target, Optional<String> key) {
        return method + " " + target + " HTTP/1.1\r\nHost: payments\r\n"
                + key.map(value -> "x-remocal: " + value + "\r\n").orElse("");
    }

    /** The next response with its body, interim responses skipped. */
    Answer receive() throws IOException {
        String head = head();
        while (head.startsWith("HTTP/1.1 1") && !head.startsWith("HTTP/1.1 101")) {
            head = head();
        }
        return new Answer(head, body(head));
    }

    /** The next head, whatever follows it. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int value = in.read();
            if (value < 0) {
                throw new IOException("the connection ended after '" + head + "'");
            }
            head.append((char) value);
        }
        return head.toString();
    }

    private byte[] body(String head) throws IOException {
        if (find(head, "transfer-encoding").isPresent()) {
            return chunks();
        }
        Optional<String> length = find(head, "content-length");
        if (length.isPresent()) {
            return read(Integer.parseInt(length.get()));
        }
        return head.startsWith("HTTP/1.1 101") ? new byte[0] : in.readAllBytes();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = chunk();
        while (chunk.length > 0) {
            body.writeBytes(chunk);
            chunk = chunk();
        }
        return body.toByteArray();
    }

    /** The data of the next chunk; empty at the end. */
    byte[] chunk() throws IOException {
        StringBuilder size = new StringBuilder();
        while (size.indexOf("\r\n") < 0) {
            size.append((char) in.read());
        }
        byte[] data = read(Integer.parseInt(size.substring(0, size.length() - 2), 16) + 2);
        return Arrays.copyOf(data, data.length - 2);
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** In the middle of things. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
