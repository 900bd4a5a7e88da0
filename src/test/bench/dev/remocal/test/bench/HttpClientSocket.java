package dev.remocal.test.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A blocking HTTP/1.1 connection that costs as little as possible: it reads bodies and forgets them. */
final class HttpClientSocket implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int HEAD_BYTES = 8 * 1024;
    private static final int CONNECT_MILLIS = 2000;
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final byte[] ZEROS = new byte[BUFFER_BYTES];

    private final Socket socket;
    private byte[] buffer = new byte[HEAD_BYTES];

    HttpClientSocket(int port) throws IOException {
        this(new Socket(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    }

    /** Through a SOCKS5 proxy of this machine, which is to look up the name. */
    HttpClientSocket(int socksPort, String host, int port) throws IOException {
        this(
                new Socket(new Proxy(
                        Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.getLoopbackAddress(), socksPort))),
                InetSocketAddress.createUnresolved(host, port),
                (int) BenchLimits.RESPONSE_TIMEOUT.toMillis());
    }

    private HttpClientSocket(Socket socket, InetSocketAddress address, int connectMillis) throws IOException {
        this.socket = socket;
        socket.connect(address, connectMillis);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) BenchLimits.RESPONSE_TIMEOUT.toMillis());
    }

    /** Whether anybody listens on a port by now. */
    static boolean accepts(int port) {
        try {
            new HttpClientSocket(port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether a port answers a request with 200 by now. */
    static boolean serves(int port) {
        try (HttpClientSocket client = new HttpClientSocket(port)) {
            client.get(HttpRequests.SMALL_PATH);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * @return the length of the response's body
     * @throws IOException for anything but a complete response with status 200
     */
    long get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: bench" + HEAD_END);
        return receive();
    }

    /**
     * Sends zeros.
     *
     * @throws IOException for anything but a complete response with status 200
     */
    void post(String path, long length) throws IOException {
        send("POST " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Length: " + length + HEAD_END);
        for (long rest = length; rest > 0; rest -= ZEROS.length) {
            socket.getOutputStream().write(ZEROS, 0, (int) Math.min(rest, ZEROS.length));
        }
        receive();
    }

    private void send(String head) throws IOException {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private long receive() throws IOException {
        InputStream in = socket.getInputStream();
        int filled = 0;
        int headEnd = -1;
        String text = "";
        while (headEnd < 0) {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read <= 0) {
                throw new EOFException("the connection ended in a response's head");
            }
            filled += read;
            text = new String(buffer, 0, filled, StandardCharsets.ISO_8859_1);
            headEnd = text.indexOf(HEAD_END);
        }
        long length = length(text.substring(0, headEnd + HEAD_END.length()));
        skip(in, length - (filled - headEnd - HEAD_END.length()));
        return length;
    }

    private static long length(String head) throws IOException {
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
            throw new IOException("not a response with status 200 and a length: "
                    + head.lines().findFirst());
        }
        return Long.parseLong(length.group(1));
    }

    private void skip(InputStream in, long bytes) throws IOException {
        if (bytes > buffer.length) {
            buffer = new byte[BUFFER_BYTES];
        }
        for (long rest = bytes; rest > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (read < 0) {
                throw new EOFException("the connection ended in a response's body");
            }
            rest -= read;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            throw new UncheckedIOException(alreadyBroken);
        }
    }
}
