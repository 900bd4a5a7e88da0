package dev.remocal.sidecar.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One end of a TCP connection, played by a test byte by byte. */
final class Wire implements AutoCloseable {

    /** Longer than anything on loopback takes on a busy machine; reached only by a failing test. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    private final Socket socket;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    static Wire connect(int port) {
        return io(() -> connect(new Socket(), port));
    }

    static Wire connect(InetAddress address, int port) {
        return io(() -> {
            Socket socket = prepare(new Socket());
            socket.connect(new InetSocketAddress(address, port), (int) TIMEOUT.toMillis());
            return new Wire(socket);
        });
    }

    /** Whether a connection is refused, or accepted only to be reset; Java may learn of that while it still connects. */
    static boolean isTurnedAway(int port) {
        try (Socket socket = new Socket()) {
            connect(socket, port);
            socket.getInputStream().read();
            return false;
        } catch (SocketException turnedAway) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Looks again each millisecond; fails by name after {@link #TIMEOUT}. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + TIMEOUT + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A connection with a small receive buffer, so that a slow reader is felt soon. */
    static Wire connectSlowReader(int port) {
        return io(() -> {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4096);
            return connect(socket, port);
        });
    }

    private static Wire connect(Socket socket, int port) throws IOException {
        prepare(socket)
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
        return new Wire(socket);
    }

    private static Socket prepare(Socket socket) throws IOException {
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A server whose connections the test takes one by one. */
    static final class Server implements AutoCloseable {

        private final ServerSocket socket;

        Server() {
            socket = io(() -> new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
            run(() -> socket.setSoTimeout((int) TIMEOUT.toMillis()));
        }

        /** On one address only. */
        Server(InetAddress address, int port) {
            socket = io(() -> new ServerSocket(port, 1024, address));
            run(() -> socket.setSoTimeout((int) TIMEOUT.toMillis()));
        }

        int port() {
            return socket.getLocalPort();
        }

        Wire accept() {
            return io(() -> new Wire(prepare(socket.accept())));
        }

        @Override
        public void close() {
            run(socket::close);
        }
    }

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) {
        run(() -> socket.getOutputStream().write(bytes));
        return this;
    }

    /** Exactly as many bytes as the text has. */
    String read(int length) {
        return new String(readBytes(length), StandardCharsets.ISO_8859_1);
    }

    byte[] readBytes(int length) {
        return io(() -> {
            byte[] bytes = socket.getInputStream().readNBytes(length);
            if (bytes.length < length) {
                throw endedAfter(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            return bytes;
        });
    }

    /** A head, and the body its Content-Length announces. */
    String readMessage() {
        String head = readHead();
        Matcher length = LENGTH.matcher(head);
        return length.find() ? head + read(Integer.parseInt(length.group(1))) : head;
    }

    String readHead() {
        return io(() -> {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int value = in.read();
                if (value < 0) {
                    throw endedAfter(head.toString());
                }
                head.append((char) value);
            }
            return head.toString();
        });
    }

    private static IOException endedAfter(String text) {
        return new IOException("the connection ended after '" + text + "'");
    }

    /** Everything up to the end of the connection. */
    String readAll() {
        return io(() -> new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    boolean atEnd() {
        return io(() -> socket.getInputStream().read() < 0);
    }

    /** Whether it ends, in whichever way, after what may still come. */
    boolean isGone() {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isReset() {
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketException reset) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Wire endOutput() {
        run(socket::shutdownOutput);
        return this;
    }

    void reset() {
        run(() -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
    }

    @Override
    public void close() {
        run(socket::close);
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static <T> T io(Action<T> action) {
        try {
            return action.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
